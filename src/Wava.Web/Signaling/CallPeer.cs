using Wava.Web.Rooms;
using Wava.Web.Signaling.News;

namespace Wava.Web.Signaling;

/// <summary>What a call remembers of a peer. Touched under the call's lock only.</summary>
internal sealed class CallPeer(string id, string device, Membership who, PeerLink link, DateTime since)
{
    private PeerUser _user = Describe(who);
    private RoomRole _role = who.Role;

    public string Id => id;

    public string Device => device;

    public string User => _user.Id;

    public PeerState State { get; set; } = PeerState.Quiet;

    /// <summary>Its connection; null while it is away.</summary>
    public PeerLink? Link { get; set; } = link;

    /// <summary>While it is away: when its time is up, by the clock's timestamps.</summary>
    public long AwayUntil { get; set; }

    /// <summary>What others have said to it while it is away, in order.</summary>
    public List<PeerSignal> Kept { get; } = [];

    /// <summary>Names and roles may change while somebody is there.</summary>
    public void Refresh(Membership now) => (_user, _role) = (Describe(now), now.Role);

    /// <summary>How others see it now.</summary>
    public Peer Show() => new(id, _user, _role, since, Link is null, State);

    private static PeerUser Describe(Membership who) => new(who.User, who.Name, who.IsGuest ? "guest" : "account");
}
