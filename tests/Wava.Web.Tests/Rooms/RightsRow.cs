using Wava.Web.Rooms;

namespace Wava.Web.Tests.Rooms;

/// <summary>One thing that can be tried, and what becomes of it for each.</summary>
/// <param name="What">
/// A request, SEND, SUBSCRIBE, CONNECT or WEBSOCKET, with <c>{room}</c>, <c>{user}</c> (a member), <c>{waiting}</c> (somebody at the door), <c>{id}</c> (an invitation),
/// <c>{sequence}</c> (that member's message) and <c>{own}</c> (the caller's own).
/// </param>
/// <param name="Expect">What becomes of it: <c>yes</c>, an HTTP status, a close code, or <c>refused</c>.</param>
/// <param name="Body">What goes with it, as JSON.</param>
/// <param name="Note">What the page says besides.</param>
internal sealed record RightsRow(string What, Func<Who, string> Expect, string? Body = null, string? Note = null)
{
    /// <summary>The room is open: whoever has the link may come.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The caller joins the call before, if it may.</summary>
    public bool IsInCall { get; init; }

    public string Verb => What.Split(' ')[0];

    public string Place => What.Split(' ')[1];

    /// <summary>It goes over STOMP: who is not signed in is not even connected.</summary>
    public bool IsStomp => Verb is "SEND" or "SUBSCRIBE" or "CONNECT";

    public bool Mentions(string name) => What.Contains(name, StringComparison.Ordinal) || (Body?.Contains(name, StringComparison.Ordinal) ?? false);

    /// <summary>What a member may do whose role is enough (<see cref="RoomRights"/>), and nobody else even sees.</summary>
    public static RightsRow For(string what, RoomAction action, string? body = null, string? note = null) =>
        new(what, who => Outcome(what, who, action), body, note);

    /// <summary>What everybody may do who is signed in.</summary>
    public static RightsRow ForUsers(string what, string? body = null, string? note = null) =>
        new(what, who => who == Who.Anonymous ? Unknown(what) : "yes", body, note);

    /// <summary>What nobody may do.</summary>
    public static RightsRow ForNobody(string what) => new(what, _ => "refused", "{}");

    private static string Outcome(string what, Who who, RoomAction action) => who switch
    {
        Who.Anonymous => Unknown(what),
        Who.Stranger => "404",
        _ => RoomRights.Allows(Enum.Parse<RoomRole>(who.ToString()), action) ? "yes" : "403",
    };

    private static string Unknown(string what) => new RightsRow(what, _ => "").IsStomp ? "refused" : "401";

    public override string ToString() => IsOpen ? $"{What} (open)" : What;
}
