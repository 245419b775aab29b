namespace Wava.Web.Signaling;

/// <summary>Why a peer is gone: the words of docs/web-api.md.</summary>
internal static class LeaveReason
{
    /// <summary>It said so, or its user left the room.</summary>
    public const string Left = "left";

    /// <summary>Its connection was lost and did not come back.</summary>
    public const string Lost = "lost";

    /// <summary>Its connection is another peer now.</summary>
    public const string Replaced = "replaced";

    /// <summary>Its user was removed from the room.</summary>
    public const string Kicked = "kicked";

    /// <summary>The room is no more.</summary>
    public const string Deleted = "deleted";
}
