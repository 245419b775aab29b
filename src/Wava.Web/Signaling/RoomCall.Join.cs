using Wava.Web.Rooms;
using Wava.Web.Signaling.News;
using Wava.Web.Storage;

namespace Wava.Web.Signaling;

internal sealed partial class RoomCall
{
    /// <summary>Somebody wants to be in the call, or is again.</summary>
    /// <param name="who">The member.</param>
    /// <param name="device">The tab.</param>
    /// <param name="state">What it begins with, or changes.</param>
    /// <param name="link">Its connection.</param>
    /// <param name="places">How many peers there may be. Those who are away keep their places.</param>
    public JoinOutcome Join(Membership who, string device, StateChange? state, PeerLink link, int places)
    {
        lock (_gate)
        {
            if (_isOver) return JoinOutcome.Over;
            CallPeer? own = Of(link);
            CallPeer? known = _peers.Find(each => each.User == who.User && each.Device == device);
            if (known is null && _peers.Count - (own is null ? 0 : 1) >= places) return JoinOutcome.Full;
            // A connection is one peer: who comes as another one leaves as the first.
            if (own is not null && own != known) Remove(own, LeaveReason.Replaced);
            if (known is null) Add(who, device, state, link);
            else Resume(known, who, state, link);
            return known is null ? JoinOutcome.Joined : JoinOutcome.Resumed;
        }
    }

    /// <summary>A peer says how it is now.</summary>
    /// <returns>Whether there is such a peer.</returns>
    public bool Change(PeerLink link, StateChange change)
    {
        lock (_gate)
        {
            if (Of(link) is not { } peer) return false;
            Change(peer, change);
            return true;
        }
    }

    private void Add(Membership who, string device, StateChange? state, PeerLink link)
    {
        var peer = new CallPeer(Ids.New(), device, who, link, Now()) { State = PeerState.Quiet.With(state, Now()) };
        _peers.Add(peer);
        IReadOnlyList<Peer> present = Show();
        Send(link, new Welcome(room, peer.Show(), present, Resumed: false));
        Tell(new PeerJoined(peer.Show(), present), peer);
    }

    private void Resume(CallPeer peer, Membership who, StateChange? state, PeerLink link)
    {
        bool wasAway = peer.Link is null;
        if (peer.Link is { } old && old != link) Send(old, new Dismissed(room, peer.Id, LeaveReason.Replaced));
        peer.Link = link;
        peer.Refresh(who);
        PeerState before = peer.State;
        peer.State = before.With(state, Now());
        Send(link, new Welcome(room, peer.Show(), Show(), Resumed: true));
        if (wasAway) Tell(new PeerBack(peer.Id), peer);
        if (peer.State != before) Tell(new PeerChanged(peer.Id, peer.State), peer);
        foreach (PeerSignal each in peer.Kept) Send(link, each);
        peer.Kept.Clear();
    }

    private void Change(CallPeer peer, StateChange change)
    {
        PeerState before = peer.State;
        peer.State = before.With(change, Now());
        if (peer.State != before) Tell(new PeerChanged(peer.Id, peer.State), peer);
    }
}
