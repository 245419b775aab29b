using System.Diagnostics.CodeAnalysis;
using Wava.Web.Rooms;
using Wava.Web.Signaling.News;

namespace Wava.Web.Signaling;

/// <summary>Who is in the call of one room: a state machine that sends nothing itself, but says what is to be told.</summary>
/// <remarks>
/// <para>The problem: tabs join twice, reload, crash, come back and are thrown out, all at once and over connections whose end is noticed late. Everybody must
/// come to see the same peers, in the same order of events, and nobody may stay as a ghost or be there twice.</para>
/// <para>The idea: a peer is a device of a user, not a connection.</para>
/// <code>
///            join                    connection lost
/// (nothing) ------> present (link) ------------------> away (no link, until ...)
///                     |   ^  ^ |                          |            |
///         leave, gone |   |  +-+ join again, other link   | join again | time is up, gone
///                     v   +--------------------------------            v
///                    left                                             left
/// </code>
/// <para>Every change happens under one lock, which also puts what is to be told into a queue: the order of what is told is the order of what happened. A link that
/// is no peer's any more has no say: the late end of an old connection harms nobody.</para>
/// <para>The cost: peers are searched one by one. A call has dozens of them at most.</para>
/// </remarks>
internal sealed partial class RoomCall(string room, SignalingOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<CallPeer> _peers = [];
    private readonly List<CallEvent> _events = [];
    private bool _isOver;

    public string Room => room;

    /// <summary>Everybody who is there, in the order in which they came.</summary>
    public IReadOnlyList<Peer> Present
    {
        get
        {
            lock (_gate) return Show();
        }
    }

    /// <summary>How long until the first of those who are away has to be given up; null when nobody is away.</summary>
    public TimeSpan? NextExpiry
    {
        get
        {
            lock (_gate)
            {
                if (_peers.Where(each => each.Link is null).MinBy(each => each.AwayUntil) is not { } first) return null;
                TimeSpan left = time.GetElapsedTime(time.GetTimestamp(), first.AwayUntil);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>The peer that a link is, as others see it; null when it is none.</summary>
    public Peer? Find(PeerLink link)
    {
        lock (_gate) return Of(link)?.Show();
    }

    /// <summary>Takes the next thing that is to be told.</summary>
    public bool TryTake([NotNullWhen(true)] out CallEvent? next)
    {
        lock (_gate)
        {
            next = _events.Count > 0 ? _events[0] : null;
            if (next is not null) _events.RemoveAt(0);
            return next is not null;
        }
    }

    /// <summary>Ends the call for good if nobody is in it and everything has been told.</summary>
    public bool TryEnd()
    {
        lock (_gate) return _isOver |= _peers.Count == 0 && _events.Count == 0;
    }

    /// <summary>Names and roles may have changed since somebody joined.</summary>
    public void Refresh(Membership now)
    {
        lock (_gate)
        {
            foreach (CallPeer each in _peers)
            {
                if (each.User == now.User) each.Refresh(now);
            }
        }
    }

    private CallPeer? Of(PeerLink link) => _peers.Find(each => each.Link == link);

    private IReadOnlyList<Peer> Show() => [.. _peers.Select(each => each.Show())];

    private void Send(PeerLink to, CallNews news) => _events.Add(new CallEvent(news, to, []));

    /// <summary>Tells the room of something that a peer did or suffered, and that it knows itself.</summary>
    private void Tell(CallNews news, CallPeer about) =>
        _events.Add(new CallEvent(news, null, [.. _peers.Where(each => each != about).Select(each => each.Link).OfType<PeerLink>().Where(each => each.IsToldOfRoom)]));

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
