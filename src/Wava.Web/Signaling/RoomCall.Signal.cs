using System.Runtime.InteropServices;
using System.Text.Json;
using Wava.Web.Signaling.News;

namespace Wava.Web.Signaling;

internal sealed partial class RoomCall
{
    private long _order;

    /// <summary>One peer says something to another, or to all others.</summary>
    /// <param name="from">The sender's connection: who it is the call knows.</param>
    /// <param name="to">The receiver's id; null: everybody but the sender.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="data">What is said.</param>
    public SignalOutcome Signal(PeerLink from, string? to, string kind, JsonElement data)
    {
        lock (_gate)
        {
            if (Of(from) is not { } sender) return SignalOutcome.NotJoined;
            if (to is null)
            {
                foreach (CallPeer each in _peers) Pass(sender, each, kind, data);
                return SignalOutcome.Sent;
            }

            return Pass(sender, _peers.Find(each => each.Id == to), kind, data);
        }
    }

    /// <summary>A signal could not be delivered. If that is because the receiver's connection has just ended, it waits in its place among those that are kept.</summary>
    /// <returns>Whether it will still be delivered, should the receiver come back.</returns>
    public bool GiveBack(PeerLink link, PeerSignal signal)
    {
        lock (_gate)
        {
            if (_peers.Find(each => each.Id == signal.To) is not { } receiver) return false;
            if (receiver.Link == link)
            {
                // It is there and does not listen: waiting would not help.
                if (link.IsOpen) return false;
                Lose(receiver, link);
                if (!link.MayComeBack) return false;
            }

            if (receiver.Link is null) return Keep(receiver, signal);
            // The receiver is back already. What was said to it later is still to be told: nothing is told while this is given back.
            int at = _events.FindIndex(each => each.To == receiver.Link && each.News is PeerSignal later && later.Order > signal.Order);
            _events.Insert(at < 0 ? _events.Count : at, new CallEvent(signal, receiver.Link, []));
            return true;
        }
    }

    private SignalOutcome Pass(CallPeer sender, CallPeer? receiver, string kind, JsonElement data)
    {
        if (receiver is null || receiver == sender) return SignalOutcome.NoSuchPeer;
        var signal = new PeerSignal(room, sender.Id, receiver.Id, kind, data) { Order = ++_order };
        if (receiver.Link is null) return Keep(receiver, signal) ? SignalOutcome.Kept : SignalOutcome.NotKept;
        Send(receiver.Link, signal);
        return SignalOutcome.Sent;
    }

    private bool Keep(CallPeer receiver, PeerSignal signal)
    {
        if (receiver.Kept.Count >= options.KeptSignals || receiver.Kept.Sum(Size) + Size(signal) > options.KeptSize) return false;
        int at = receiver.Kept.FindIndex(later => later.Order > signal.Order);
        receiver.Kept.Insert(at < 0 ? receiver.Kept.Count : at, signal);
        return true;
    }

    private static int Size(PeerSignal signal) => JsonMarshal.GetRawUtf8Value(signal.Data).Length;
}
