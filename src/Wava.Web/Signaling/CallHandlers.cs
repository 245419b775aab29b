using System.Security.Claims;
using Wava.Broker.Handlers;
using Wava.Broker.Sessions;
using Wava.Web.Rooms;

namespace Wava.Web.Signaling;

/// <summary>What STOMP clients do in calls.</summary>
[MessageMapping("/rooms/{room}")]
internal sealed class CallHandlers(Calls calls, StompLinks links, RoomGate gate)
{
    [SubscribeMapping("present")]
    public async Task<IReadOnlyList<Peer>> PresentAsync(string room, ClaimsPrincipal user, CancellationToken stop)
    {
        await gate.DemandAsync(user, room, RoomAction.See, stop);
        return await calls.PresentAsync(room, stop);
    }

    [MessageMapping("join")]
    public async Task JoinAsync(string room, [Payload] JoinRequest request, ClaimsPrincipal user, StompSession session, CancellationToken stop)
    {
        Membership who = await gate.DemandAsync(user, room, RoomAction.Call, stop);
        await calls.JoinAsync(who, request, links.Of(session), stop);
    }

    [MessageMapping("leave")]
    public async Task LeaveAsync(string room, StompSession session) => await calls.LeaveAsync(room, links.Of(session));

    [MessageMapping("state")]
    public async Task ChangeAsync(string room, [Payload] StateChange change, ClaimsPrincipal user, StompSession session, CancellationToken stop)
    {
        await gate.DemandAsync(user, room, RoomAction.Call, stop);
        await calls.ChangeAsync(room, change, links.Of(session));
    }

    [MessageMapping("signal")]
    public async Task SignalAsync(string room, [Payload] SignalRequest signal, ClaimsPrincipal user, StompSession session, CancellationToken stop)
    {
        await gate.DemandAsync(user, room, RoomAction.Call, stop);
        await calls.SignalAsync(room, signal.To, signal.Kind, signal.Data, links.Of(session));
    }
}
