using System.Security.Claims;
using Wava.Broker.Handlers;
using Wava.Web.Rooms;

namespace Wava.Web.Chat;

/// <summary>What people show of themselves beside what they write: that they are typing, how far they have read.</summary>
[MessageMapping("/rooms/{room}")]
internal sealed class PresenceHandlers(RoomGate gate, ChatPace pace, ReadMarks marks, RoomNews news)
{
    [MessageMapping("typing")]
    public async Task TypeAsync(string room, [Payload] TypingBody body, ClaimsPrincipal user, CancellationToken stop)
    {
        Membership who = await gate.DemandAsync(user, room, RoomAction.Write, stop);
        if (pace.MayTellTyping(who, body.Typing)) await news.TellAsync(room, new TypingNews(new Author(who.User, who.Name), body.Typing));
    }

    [MessageMapping("read")]
    public async Task ReadAsync(string room, [Payload] ReadBody body, ClaimsPrincipal user, CancellationToken stop)
    {
        Membership who = await gate.DemandAsync(user, room, RoomAction.Write, stop);
        pace.DemandMark(who);
        if (await marks.MoveAsync(who, body.Sequence, stop)) await news.TellAsync(room, new ReadNews(who.User, body.Sequence));
    }
}
