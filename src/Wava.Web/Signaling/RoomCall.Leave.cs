using Wava.Web.Signaling.News;

namespace Wava.Web.Signaling;

internal sealed partial class RoomCall
{
    /// <summary>A peer says that it goes. Nothing happens if the link is none.</summary>
    /// <param name="link">Its connection.</param>
    /// <param name="reason">Why, for the others.</param>
    public void Leave(PeerLink link, string reason = LeaveReason.Left)
    {
        lock (_gate)
        {
            if (Of(link) is { } peer) Remove(peer, reason);
        }
    }

    /// <summary>A connection is gone. The peer keeps its place for a while, if it can come back.</summary>
    public void Lose(PeerLink link)
    {
        lock (_gate)
        {
            if (Of(link) is { } peer) Lose(peer, link);
        }
    }

    /// <summary>Gives up those who were away for too long.</summary>
    public void Expire()
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            foreach (CallPeer each in _peers.Where(each => each.Link is null && each.AwayUntil <= now).OrderBy(each => each.AwayUntil).ToList())
                Remove(each, LeaveReason.Lost);
        }
    }

    /// <summary>A user is no member of the room any more.</summary>
    public void RemoveUser(string user, string reason)
    {
        lock (_gate)
        {
            foreach (CallPeer each in _peers.FindAll(each => each.User == user)) Dismiss(each, reason);
        }
    }

    /// <summary>The room is no more.</summary>
    public void RemoveAll()
    {
        lock (_gate)
        {
            foreach (CallPeer each in _peers.ToList()) Dismiss(each, LeaveReason.Deleted);
        }
    }

    private void Lose(CallPeer peer, PeerLink link)
    {
        if (!link.MayComeBack)
        {
            Remove(peer, LeaveReason.Lost);
            return;
        }

        peer.Link = null;
        peer.AwayUntil = time.GetTimestamp() + (long)Math.Ceiling(options.AwayTime.TotalSeconds * time.TimestampFrequency);
        Tell(new PeerAway(peer.Id), peer);
    }

    private void Dismiss(CallPeer peer, string reason)
    {
        Remove(peer, reason);
        if (peer.Link is { } link) Send(link, new Dismissed(room, peer.Id, reason));
    }

    private void Remove(CallPeer peer, string reason)
    {
        _peers.Remove(peer);
        // Who comes back shall not be spoken to by somebody who is not there any more.
        foreach (CallPeer each in _peers) each.Kept.RemoveAll(signal => signal.From == peer.Id);
        Tell(new PeerLeft(peer.Id, reason), peer);
    }
}
