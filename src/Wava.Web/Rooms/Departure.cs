namespace Wava.Web.Rooms;

/// <summary>Why somebody is about to be no member any more: so that it can be told, whoever first notices that it has happened.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Reason"><c>left</c>, <c>kicked</c> or <c>banned</c>.</param>
internal sealed record Departure(string User, string Reason)
{
    public const string Left = "left";
    public const string Kicked = "kicked";
    public const string Banned = "banned";
}
