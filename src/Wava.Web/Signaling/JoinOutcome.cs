namespace Wava.Web.Signaling;

/// <summary>What came of somebody's wish to be in a call.</summary>
internal enum JoinOutcome
{
    /// <summary>There is a new peer.</summary>
    Joined,

    /// <summary>It is the peer that it was.</summary>
    Resumed,

    /// <summary>There is no place left.</summary>
    Full,

    /// <summary>The call ended a moment ago: the next one is another.</summary>
    Over,
}
