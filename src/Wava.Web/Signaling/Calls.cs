using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Wava.Web.Hosting;
using Wava.Web.Rooms;
using Wava.Web.Storage;

namespace Wava.Web.Signaling;

/// <summary>All calls that go on, and what members and their connections can do in them.</summary>
internal sealed partial class Calls(
    Database database, RoomGate gate, RoomNews news, SignalingMetrics metrics, IOptions<SignalingOptions> options, TimeProvider time, ILogger<Calls> logger)
{
    private readonly ConcurrentDictionary<string, ActiveCall> _calls = new(StringComparer.Ordinal);

    /// <summary>How many go on.</summary>
    public int Count => _calls.Count;

    /// <summary>Everybody who is in a room's call, as they are called now.</summary>
    public async ValueTask<IReadOnlyList<Peer>> PresentAsync(string room, CancellationToken stop)
    {
        if (!_calls.TryGetValue(room, out ActiveCall? active)) return [];
        await RefreshAsync(active.Call, stop);
        return active.Call.Present;
    }

    /// <summary>Brings a connection into a room's call.</summary>
    /// <param name="who">The member.</param>
    /// <param name="request">The tab, and what it begins with.</param>
    /// <param name="link">The connection.</param>
    /// <param name="stop">Gives up.</param>
    public async ValueTask JoinAsync(Membership who, JoinRequest request, PeerLink link, CancellationToken stop)
    {
        SignalRules.DemandDevice(request.Device);
        Hurry(link);
        int places = await PlacesAsync(who.Room, stop);
        JoinOutcome outcome;
        ActiveCall active;
        do
        {
            active = _calls.GetOrAdd(who.Room, Begin);
            await RefreshAsync(active.Call, stop);
            link.Rooms[who.Room] = 0;
            outcome = active.Call.Join(who, request.Device, request.State, link, places);
            if (outcome == JoinOutcome.Over) End(active);
        }
        while (outcome == JoinOutcome.Over);

        // Whoever was thrown out, or cut off, while this went on has not been found in the call then.
        bool isMember = await gate.FindAsync(who.User, who.Room, stop) is not null;
        if (!isMember) active.Call.RemoveUser(who.User, LeaveReason.Kicked);
        if (!link.IsOpen) active.Call.Lose(link);
        await SettleAsync(active);
        if (!isMember) throw RoomGate.NoSuchRoom();
        if (outcome == JoinOutcome.Full) throw Refuse(SignalProblems.RoomFull(places));
    }

    /// <summary>Takes a connection out of a room's call.</summary>
    public async ValueTask LeaveAsync(string room, PeerLink link, string reason = LeaveReason.Left)
    {
        link.Rooms.TryRemove(room, out _);
        if (!_calls.TryGetValue(room, out ActiveCall? active)) return;
        active.Call.Leave(link, reason);
        await SettleAsync(active);
    }

    /// <summary>Notes how a peer is now.</summary>
    public async ValueTask ChangeAsync(string room, StateChange change, PeerLink link)
    {
        Hurry(link);
        if (!_calls.TryGetValue(room, out ActiveCall? active) || !active.Call.Change(link, change)) throw Refuse(SignalProblems.NotJoined());
        await SettleAsync(active);
    }

    /// <summary>Passes a signal on.</summary>
    /// <param name="room">The room.</param>
    /// <param name="to">The receiver's id; null: all others.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="data">What is said.</param>
    /// <param name="link">The sender's connection.</param>
    public async ValueTask SignalAsync(string room, string? to, string kind, JsonElement data, PeerLink link)
    {
        Hurry(link);
        SignalRules.DemandKind(kind);
        if (!SignalRules.Fits(data, options.Value)) throw Refuse(SignalProblems.TooLarge(options.Value));
        SignalOutcome outcome = _calls.TryGetValue(room, out ActiveCall? active) ? active.Call.Signal(link, to, kind, data) : SignalOutcome.NotJoined;
        if (outcome == SignalOutcome.NotJoined) throw Refuse(SignalProblems.NotJoined());
        if (outcome == SignalOutcome.NoSuchPeer) throw Refuse(SignalProblems.NoSuchPeer());
        if (outcome == SignalOutcome.NotKept) throw Refuse(SignalProblems.NotKept());
        metrics.Signaled(kind);
        await SettleAsync(active!);
    }

    private void Hurry(PeerLink link)
    {
        if (!link.Pace.TryTake()) throw Refuse(SignalProblems.TooFast(link.Pace.Wait()));
    }

    private Problems.ProblemException Refuse(Problems.ProblemException problem)
    {
        metrics.Refused(problem.Code!);
        return problem;
    }

    private async ValueTask<int> PlacesAsync(string room, CancellationToken stop) =>
        await database.ReadAsync(sql => sql.FindAsync<int?>("SELECT max_participants FROM rooms WHERE id = @room", new { room }), stop) ?? throw RoomGate.NoSuchRoom();

    /// <summary>What newcomers are shown of the others is what holds now: names and roles change.</summary>
    private async ValueTask RefreshAsync(RoomCall call, CancellationToken stop)
    {
        foreach (string user in call.Present.Select(each => each.User.Id).Distinct())
        {
            if (await gate.FindAsync(user, call.Room, stop) is { } now) call.Refresh(now);
        }
    }

    private ActiveCall Begin(string room) => new(new RoomCall(room, options.Value, time), news, metrics, time, ExpireAsync, logger);

    private async Task ExpireAsync(ActiveCall active)
    {
        try
        {
            active.Call.Expire();
            await SettleAsync(active);
        }
        catch (Exception e)
        {
            LogExpiryFailed(logger, e);
        }
    }

    /// <summary>Tells what has happened, and forgets the call when nobody is left.</summary>
    private async ValueTask SettleAsync(ActiveCall active)
    {
        await active.FlushAsync();
        if (active.Call.TryEnd()) End(active);
    }

    private void End(ActiveCall active)
    {
        if (_calls.TryRemove(KeyValuePair.Create(active.Call.Room, active))) active.Dispose();
    }

    [LoggerMessage(EventIds.CallExpiryFailed, LogLevel.Error, "A peer whose time away was up could not be given up.")]
    private static partial void LogExpiryFailed(ILogger logger, Exception exception);
}
