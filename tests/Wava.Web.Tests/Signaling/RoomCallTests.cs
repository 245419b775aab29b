using System.Text.Json;
using Wava.Testing;
using Wava.Web.Rooms;
using Wava.Web.Signaling;
using Wava.Web.Signaling.News;

namespace Wava.Web.Tests.Signaling;

public sealed class RoomCallTests
{
    private static readonly JsonElement Data = JsonElement.Parse("{}");

    private readonly FakeTimeProvider _clock = new();
    private readonly SignalingOptions _options = new() { KeptSignals = 3, KeptSize = 100 };
    private readonly List<CallNews> _told = [];
    private readonly RoomCall _call;

    public RoomCallTests() => _call = new RoomCall("room", _options, _clock);

    [Fact]
    public void A_newcomer_is_welcomed_with_everybody_who_is_there()
    {
        Peer ann = Join("ann", new TestLink());
        var link = new TestLink();
        Join("bob", link);

        Welcome welcome = Assert.IsType<Welcome>(link.Heard[0]);
        Assert.False(welcome.Resumed);
        Assert.Equal("room", welcome.Room);
        Assert.Equal([ann, welcome.Peer], welcome.Present);
        Assert.Equal(("bob", "Bob", "account", RoomRole.Member), (welcome.Peer.User.Id, welcome.Peer.User.Name, welcome.Peer.User.Kind, welcome.Peer.Role));
    }

    [Fact]
    public void The_room_hears_who_has_joined_and_who_is_there()
    {
        Peer ann = Join("ann", new TestLink());
        _ = Flush();
        Assert.Equal(JoinOutcome.Joined, _call.Join(Member("bob"), "device-bob", new StateChange(Camera: true), new TestLink(), 9));

        PeerJoined joined = Assert.IsType<PeerJoined>(Assert.Single(Flush()));
        Assert.True(joined.Peer.State.Camera);
        Assert.Equal([ann, joined.Peer], joined.Present);
    }

    [Fact]
    public void Joining_twice_by_one_connection_changes_nothing()
    {
        var link = new TestLink();
        Peer first = Join("ann", link);
        _ = Flush();

        Assert.Equal(JoinOutcome.Resumed, _call.Join(Member("ann"), "device-ann", null, link, 9));

        Assert.Empty(Flush());
        Assert.Equal(first, Assert.Single(_call.Present));
        Assert.True(Assert.IsType<Welcome>(link.Heard[^1]).Resumed);
    }

    [Fact]
    public void Another_connection_of_the_same_tab_is_the_same_peer_and_the_old_one_has_no_say_any_more()
    {
        var (old, reloaded) = (new TestLink(), new TestLink());
        Peer before = Join("ann", old);
        Peer after = Join("ann", reloaded);
        _ = Flush();

        _call.Lose(old);
        _call.Leave(old);

        Assert.Equal(before.Id, after.Id);
        Assert.Equal(after, Assert.Single(_call.Present));
        Assert.Empty(Flush());
        Assert.False(_call.Change(old, new StateChange(Camera: true)));
        Assert.Equal("replaced", Assert.IsType<Dismissed>(old.Heard[^1]).Reason);
    }

    [Fact]
    public void Two_tabs_of_one_person_are_two_peers()
    {
        Peer one = Join("ann", new TestLink(), "device-1");
        Peer other = Join("ann", new TestLink(), "device-2");

        Assert.NotEqual(one.Id, other.Id);
        Assert.Equal(one.User.Id, other.User.Id);
        Assert.Equal(2, _call.Present.Count);
    }

    [Fact]
    public void The_same_device_of_another_person_is_another_peer()
    {
        Join("ann", new TestLink(), "device-1");
        Join("bob", new TestLink(), "device-1");

        Assert.Equal(2, _call.Present.Count);
    }

    [Fact]
    public void A_connection_that_joins_as_another_device_leaves_as_the_first()
    {
        var link = new TestLink();
        Peer first = Join("ann", link, "device-1");
        _ = Flush();
        Peer second = Join("ann", link, "device-2");

        Assert.Equal(second, Assert.Single(_call.Present));
        Assert.Collection(
            Flush(),
            left => Assert.Equal(new PeerLeft(first.Id, "replaced"), left),
            joined => Assert.Equal(second, Assert.IsType<PeerJoined>(joined).Peer));
    }

    [Fact]
    public void A_lost_connection_is_away_for_eight_seconds_and_then_left()
    {
        var link = new TestLink();
        Peer ann = Join("ann", link);
        _ = Flush();

        _call.Lose(link);
        Assert.Equal([new PeerAway(ann.Id)], Flush());
        Assert.True(Assert.Single(_call.Present).Away);
        Assert.Equal(TimeSpan.FromSeconds(8), _call.NextExpiry);

        _clock.Advance(TimeSpan.FromSeconds(7.999));
        _call.Expire();
        Assert.Empty(Flush());

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _call.Expire();
        Assert.Equal([new PeerLeft(ann.Id, "lost")], Flush());
        Assert.Empty(_call.Present);
        Assert.Null(_call.NextExpiry);
    }

    [Fact]
    public void Who_comes_back_in_time_is_the_same_peer_and_hears_what_was_said_meanwhile_in_order()
    {
        var (ann, bob, back) = (new TestLink(), new TestLink(), new TestLink());
        Join("ann", ann);
        Peer away = Join("bob", bob);
        _call.Lose(bob);
        Assert.Equal(SignalOutcome.Kept, Say(ann, away.Id, "offer"));
        Assert.Equal(SignalOutcome.Kept, Say(ann, away.Id, "candidate"));
        _ = Flush();

        Peer same = Join("bob", back);

        Assert.Equal(away.Id, same.Id);
        Assert.Equal([new PeerBack(away.Id)], Flush());
        Assert.Equal(["Welcome", "offer", "candidate"], back.Heard.Select(each => each is PeerSignal signal ? signal.Kind : each.GetType().Name));
        Assert.True(((Welcome)back.Heard[0]).Resumed);
        _clock.Advance(TimeSpan.FromSeconds(20));
        _call.Expire();
        Assert.Equal(2, _call.Present.Count);
    }

    [Fact]
    public void No_more_is_kept_than_may_be_and_nothing_for_somebody_who_has_left()
    {
        var (ann, bob) = (new TestLink(), new TestLink());
        Join("ann", ann);
        Peer away = Join("bob", bob);
        _call.Lose(bob);

        Assert.Equal(SignalOutcome.NotKept, _call.Signal(ann, away.Id, "large", JsonElement.Parse($"\"{new string('x', 99)}\"")));
        Assert.Equal(SignalOutcome.Kept, Say(ann, away.Id, "one"));
        Assert.Equal(SignalOutcome.Kept, Say(ann, away.Id, "two"));
        Assert.Equal(SignalOutcome.Kept, Say(ann, away.Id, "three"));
        Assert.Equal(SignalOutcome.NotKept, Say(ann, away.Id, "four"));

        _clock.Advance(TimeSpan.FromSeconds(8));
        _call.Expire();
        Assert.Equal(SignalOutcome.NoSuchPeer, Say(ann, away.Id, "five"));
        var again = new TestLink();
        Assert.NotEqual(away.Id, Join("bob", again).Id);
        Assert.IsType<Welcome>(Assert.Single(again.Heard));
    }

    [Fact]
    public void What_somebody_said_who_has_left_meanwhile_is_not_delivered()
    {
        var (ann, bob, back) = (new TestLink(), new TestLink(), new TestLink());
        Join("ann", ann);
        Peer away = Join("bob", bob);
        _call.Lose(bob);
        Say(ann, away.Id, "offer");
        _call.Leave(ann);

        Join("bob", back);

        Assert.IsType<Welcome>(Assert.Single(back.Heard));
    }

    [Fact]
    public void A_signal_that_meets_a_connection_which_has_just_ended_waits_for_its_receiver_before_later_ones()
    {
        var (ann, bob, back) = (new TestLink(), new TestLink(), new TestLink());
        Join("ann", ann);
        Peer receiver = Join("bob", bob);
        _ = Flush();
        bob.IsCut = true;
        Say(ann, receiver.Id, "offer");

        // It takes a while until the end of the connection is noticed: the signal is the first to meet it.
        Assert.Equal([new PeerAway(receiver.Id)], Flush());
        Say(ann, receiver.Id, "candidate");
        _call.Lose(bob);
        Join("bob", back);

        Assert.Equal(["offer", "candidate"], back.Heard.OfType<PeerSignal>().Select(each => each.Kind));
    }

    [Fact]
    public void A_signal_on_its_way_to_the_old_connection_comes_by_the_new_one_before_later_ones()
    {
        var (ann, bob, back) = (new TestLink(), new TestLink(), new TestLink());
        Join("ann", ann);
        Peer receiver = Join("bob", bob);
        _ = Flush();
        bob.IsCut = true;
        Say(ann, receiver.Id, "offer");
        Assert.Equal(JoinOutcome.Resumed, _call.Join(Member("bob"), "device-bob", null, back, 9));
        Say(ann, receiver.Id, "candidate");
        _ = Flush();

        Assert.Equal(["offer", "candidate"], back.Heard.OfType<PeerSignal>().Select(each => each.Kind));
    }

    [Fact]
    public void Signals_come_only_from_peers_to_peers_and_bear_their_senders_name()
    {
        var (ann, bob, stranger) = (new TestLink(), new TestLink(), new TestLink());
        Peer sender = Join("ann", ann);
        Peer receiver = Join("bob", bob);

        Assert.Equal(SignalOutcome.NotJoined, Say(stranger, receiver.Id, "offer"));
        Assert.Equal(SignalOutcome.NoSuchPeer, Say(ann, "nobody", "offer"));
        Assert.Equal(SignalOutcome.NoSuchPeer, Say(ann, sender.Id, "offer"));
        Assert.Equal(SignalOutcome.Sent, Say(ann, receiver.Id, "offer"));
        _ = Flush();

        PeerSignal signal = Assert.Single(bob.Heard.OfType<PeerSignal>());
        Assert.Equal((sender.Id, receiver.Id, "offer"), (signal.From, signal.To, signal.Kind));
        Assert.Empty(ann.Heard.OfType<PeerSignal>());
    }

    [Fact]
    public void A_full_call_takes_nobody_and_those_who_are_away_keep_their_places()
    {
        var link = new TestLink();
        Join("ann", link);
        Join("bob", new TestLink());
        _call.Lose(link);
        _ = Flush();

        Assert.Equal(JoinOutcome.Full, _call.Join(Member("cid"), "device-cid", null, new TestLink(), 2));
        Assert.Empty(Flush());
        Assert.Equal(JoinOutcome.Resumed, _call.Join(Member("ann"), "device-ann", null, new TestLink(), 2));

        _call.RemoveUser("bob", "kicked");
        Assert.Equal(JoinOutcome.Joined, _call.Join(Member("cid"), "device-cid", null, new TestLink(), 2));
    }

    [Fact]
    public void Who_is_removed_leaves_with_all_tabs_for_the_reason_given()
    {
        var (one, other) = (new TestLink(), new TestLink());
        Peer first = Join("ann", one, "device-1");
        Peer second = Join("ann", other, "device-2");
        Peer bob = Join("bob", new TestLink());
        _ = Flush();

        _call.RemoveUser("ann", "banned");

        Assert.Equal([new PeerLeft(first.Id, "banned"), new PeerLeft(second.Id, "banned")], Flush());
        Assert.Equal("banned", Assert.IsType<Dismissed>(one.Heard[^1]).Reason);
        Assert.Equal(bob, Assert.Single(_call.Present));

        _call.RemoveAll();
        Assert.Equal([new PeerLeft(bob.Id, "deleted")], Flush());
    }

    [Fact]
    public void What_is_left_out_of_a_state_stays_and_a_hand_keeps_the_time_it_went_up()
    {
        var link = new TestLink();
        Peer ann = Join("ann", link);
        _ = Flush();
        DateTime up = _clock.GetUtcNow().UtcDateTime;

        Assert.True(_call.Change(link, new StateChange(Microphone: true, Hand: true)));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(_call.Change(link, new StateChange(Hand: true)));
        Assert.True(_call.Change(link, new StateChange(Camera: true)));
        Assert.True(_call.Change(link, new StateChange(Hand: false)));

        Assert.Equal(
            [
                new PeerChanged(ann.Id, new PeerState(true, false, false, up)),
                new PeerChanged(ann.Id, new PeerState(true, true, false, up)),
                new PeerChanged(ann.Id, new PeerState(true, true, false, null)),
            ],
            Flush());
    }

    [Fact]
    public void Bare_connections_are_told_of_others_and_not_of_themselves()
    {
        var bare = new TestLink("bare", bare: true);
        Join("ann", bare);
        var link = new TestLink();
        Peer bob = Join("bob", link);
        _call.Change(bare, new StateChange(Camera: true));
        _call.Lose(link);
        _ = Flush();

        Assert.Collection(
            bare.Heard,
            first => Assert.IsType<Welcome>(first),
            second => Assert.Equal(bob.Id, Assert.IsType<PeerJoined>(second).Peer.Id),
            third => Assert.Equal(new PeerAway(bob.Id), third));
    }

    [Fact]
    public void A_call_is_over_once_everybody_has_left_and_all_has_been_told()
    {
        var link = new TestLink();
        Join("ann", link);
        Assert.False(_call.TryEnd());
        _call.Leave(link);
        Assert.False(_call.TryEnd());
        _ = Flush();

        Assert.True(_call.TryEnd());
        Assert.Equal(JoinOutcome.Over, _call.Join(Member("ann"), "device-ann", null, new TestLink(), 9));
    }

    private static Membership Member(string user) => new("room", user, char.ToUpperInvariant(user[0]) + user[1..], false, RoomRole.Member);

    private SignalOutcome Say(TestLink from, string to, string kind) => _call.Signal(from, to, kind, Data);

    /// <summary>Joins and tells what is to be told.</summary>
    private Peer Join(string user, TestLink link, string? device = null)
    {
        JoinOutcome outcome = _call.Join(Member(user), device ?? $"device-{user}", null, link, 9);
        Assert.True(outcome is JoinOutcome.Joined or JoinOutcome.Resumed);
        List<CallNews> told = Flush();
        _told.AddRange(told);
        return _call.Find(link)!;
    }

    /// <summary>Tells what is to be told, and returns what the room has been told since the last time.</summary>
    private List<CallNews> Flush()
    {
        List<CallNews> told = [.. _told];
        _told.Clear();
        while (_call.TryTake(out CallEvent? next))
        {
            if (next.To is { } link)
            {
                if (!link.SendAsync(next.News).AsTask().Result && next.News is PeerSignal signal) _call.GiveBack(link, signal);
                continue;
            }

            foreach (PeerLink each in next.Listeners) _ = each.SendAsync(next.News).AsTask().Result;
            told.Add(next.News);
        }

        return told;
    }
}
