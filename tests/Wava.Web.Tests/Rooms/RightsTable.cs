using System.Text;
using Wava.Web.Rooms;

namespace Wava.Web.Tests.Rooms;

/// <summary>Everything that can be tried, by HTTP, STOMP and bare WebSockets. docs/security.md shows this table; a new endpoint or destination is a new line here.</summary>
internal static class RightsTable
{
    public static IReadOnlyList<RightsRow> Rows { get; } =
    [
        new("POST /api/accounts", _ => "yes", """{"userName":"{new}","password":"{password}"}"""),
        new("POST /api/session", _ => "yes", """{"userName":"target","password":"{password}"}""", "whoever has the password"),
        new("POST /api/session/guest", _ => "yes", """{"name":"Guest","invitation":"{token}"}""", "whoever has the invitation"),
        new("POST /api/session/guest", _ => "yes", """{"name":"Guest","room":"{room}"}""", "an open room") { IsOpen = true },
        new("POST /api/session/refresh", _ => "401", Note: "an access token is not enough: it takes the cookie"),
        new("DELETE /api/session", _ => "yes", Note: "ends the cookie's sign-in; without one there is nothing to end"),
        RightsRow.ForUsers("GET /api/me"),
        RightsRow.ForUsers("PATCH /api/me", """{"displayName":"Somebody"}"""),
        new(
            "POST /api/me/password", who => who switch { Who.Guest => "403", Who.Anonymous => "401", _ => "yes" }, """{"current":"{password}","new":"{password}"}""",
            "guests have none"),
        RightsRow.ForUsers("GET /api/rooms", note: "only their own"),
        new("POST /api/rooms", who => who switch { Who.Guest => "403", Who.Anonymous => "401", _ => "yes" }, """{"title":"New"}"""),
        RightsRow.For("GET /api/rooms/{room}", RoomAction.See) with { Expect = who => who is Who.Stranger or Who.Anonymous ? "404" : "yes" },
        new("GET /api/rooms/{room}", _ => "yes", Note: "an open room; a preview for who is no member") { IsOpen = true },
        RightsRow.For("PATCH /api/rooms/{room}", RoomAction.Configure, """{"title":"Other"}"""),
        RightsRow.For("PATCH /api/rooms/{room}", RoomAction.Lock, """{"locked":true}""", "only `locked`"),
        RightsRow.For("DELETE /api/rooms/{room}", RoomAction.Delete),
        RightsRow.For("POST /api/rooms/{room}/join", RoomAction.See, "{}", "who is in stays in"),
        RightsRow.ForUsers("POST /api/rooms/{room}/join", "{}", "an open room") with { IsOpen = true },
        RightsRow.For("POST /api/rooms/{room}/leave", RoomAction.Leave) with
        {
            Expect = who => who switch { Who.Owner => "409", Who.Stranger => "404", Who.Anonymous => "401", _ => "yes" },
            Note = "an owner hands over first, unless alone",
        },
        RightsRow.For("GET /api/rooms/{room}/members", RoomAction.See),
        RightsRow.For("PUT /api/rooms/{room}/members/{user}/role", RoomAction.Appoint, """{"role":"moderator"}"""),
        RightsRow.For("DELETE /api/rooms/{room}/members/{user}", RoomAction.Kick),
        RightsRow.For("POST /api/rooms/{room}/members/{user}/mute", RoomAction.Mute, """{"muted":true}"""),
        RightsRow.For("GET /api/rooms/{room}/bans", RoomAction.Ban),
        RightsRow.For("PUT /api/rooms/{room}/bans/{user}", RoomAction.Ban),
        RightsRow.For("DELETE /api/rooms/{room}/bans/{user}", RoomAction.Ban),
        RightsRow.For("GET /api/rooms/{room}/waiting", RoomAction.Admit),
        RightsRow.For("POST /api/rooms/{room}/waiting/{waiting}/admit", RoomAction.Admit),
        RightsRow.For("POST /api/rooms/{room}/waiting/{waiting}/deny", RoomAction.Admit),
        RightsRow.For("GET /api/rooms/{room}/invitations", RoomAction.Invite),
        RightsRow.For("POST /api/rooms/{room}/invitations", RoomAction.Invite, "{}"),
        RightsRow.For("DELETE /api/rooms/{room}/invitations/{id}", RoomAction.Invite),
        new("POST /api/invitations/look", _ => "yes", """{"token":"{token}"}""", "whoever has the token"),
        RightsRow.For("GET /api/rooms/{room}/messages", RoomAction.Read),
        RightsRow.For("GET /api/ice?room={room}", RoomAction.Call),
        RightsRow.ForUsers("POST /api/tickets"),
        new("WEBSOCKET /signal/{room}", who => who switch { Who.Stranger => "4403", Who.Anonymous => "4401", _ => "yes" }, Note: "with a ticket"),
        RightsRow.ForUsers("CONNECT /ws"),
        RightsRow.ForUsers("SEND /app/sign-in", note: "only for oneself"),
        RightsRow.For("SUBSCRIBE /topic/public/{room}", RoomAction.See),
        RightsRow.For("SUBSCRIBE /app/rooms/{room}/history", RoomAction.Read),
        RightsRow.For("SUBSCRIBE /app/rooms/{room}/present", RoomAction.See),
        RightsRow.For("SEND /app/rooms/{room}/messages", RoomAction.Write, """{"clientId":"by-the-table","text":"Hello"}"""),
        RightsRow.For("SEND /app/rooms/{room}/messages/{own}/edit", RoomAction.Write, """{"text":"Hello!"}""", "one's own message"),
        RightsRow.For("SEND /app/rooms/{room}/messages/{sequence}/edit", RoomAction.Write, """{"text":"Hello!"}""", "somebody else's") with
        {
            Expect = who => who switch { Who.Stranger => "404", Who.Anonymous => "refused", _ => "403" },
        },
        RightsRow.For("SEND /app/rooms/{room}/messages/{own}/delete", RoomAction.Write, note: "one's own message"),
        RightsRow.For("SEND /app/rooms/{room}/messages/{sequence}/delete", RoomAction.DeleteMessages, note: "somebody else's"),
        RightsRow.For("SEND /app/rooms/{room}/messages/{sequence}/react", RoomAction.Write, """{"emoji":"🎉","on":true}"""),
        RightsRow.For("SEND /app/rooms/{room}/typing", RoomAction.Write, """{"typing":true}"""),
        RightsRow.For("SEND /app/rooms/{room}/read", RoomAction.Write, """{"sequence":1}"""),
        RightsRow.For("SEND /app/rooms/{room}/join", RoomAction.Call, """{"device":"by-the-table"}"""),
        RightsRow.ForUsers("SEND /app/rooms/{room}/leave", note: "who is not in the call leaves nothing"),
        RightsRow.For("SEND /app/rooms/{room}/state", RoomAction.Call, """{"camera":true}""") with { IsInCall = true },
        RightsRow.For("SEND /app/rooms/{room}/signal", RoomAction.Call, """{"to":"{peer}","kind":"offer","data":1}""") with { IsInCall = true },
        RightsRow.ForUsers("SUBSCRIBE /user/queue/room", note: "only what is one's own"),
        RightsRow.ForUsers("SUBSCRIBE /user/queue/signal", note: "only what is one's own"),
        RightsRow.ForUsers("SUBSCRIBE /user/queue/errors", note: "only what is one's own"),
        RightsRow.ForNobody("SUBSCRIBE /topic/public/*"),
        RightsRow.ForNobody("SUBSCRIBE /topic/**"),
        RightsRow.ForNobody("SUBSCRIBE /topic/private/{room}"),
        RightsRow.ForNobody("SUBSCRIBE /user/queue/*"),
        RightsRow.ForNobody("SUBSCRIBE /user/queue/other"),
        RightsRow.ForNobody("SUBSCRIBE /user/{user}/queue/room"),
        RightsRow.ForNobody("SUBSCRIBE /queue/signal"),
        RightsRow.ForNobody("SEND /topic/public/{room}"),
        RightsRow.ForNobody("SEND /topic/other"),
        RightsRow.ForNobody("SEND /queue/signal"),
        RightsRow.ForNobody("SEND /user/queue/signal"),
        RightsRow.ForNobody("SEND /user/{user}/queue/signal"),
        new("GET /health/live", _ => "yes"),
        new("GET /health/ready", _ => "yes"),
        new("GET /openapi/v1.json", _ => "yes"),
    ];

    /// <summary>The table as the page shows it.</summary>
    public static string ToMarkdown()
    {
        var page = new StringBuilder("| | owner | moderator | member | guest | stranger | not signed in |\n|---|---|---|---|---|---|---|\n");
        foreach (RightsRow row in Rows)
        {
            page.Append("| `").Append(row.What).Append('`');
            if (row.Note is not null) page.Append(", ").Append(row.Note);
            foreach (Who who in Enum.GetValues<Who>()) page.Append(" | ").Append(row.Expect(who));
            page.Append(" |\n");
        }

        return page.ToString();
    }
}
