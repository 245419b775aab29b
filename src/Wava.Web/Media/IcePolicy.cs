namespace Wava.Web.Media;

/// <summary>By which ways peers may reach each other.</summary>
internal enum IcePolicy
{
    /// <summary>Directly where that is possible, else by a relay.</summary>
    All,

    /// <summary>By a relay only: nobody learns another's address.</summary>
    Relay,
}
