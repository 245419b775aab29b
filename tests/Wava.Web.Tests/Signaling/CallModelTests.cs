using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Wava.Testing;
using Wava.Web.Rooms;
using Wava.Web.Signaling;
using Wava.Web.Signaling.News;

namespace Wava.Web.Tests.Signaling;

/// <summary>Random people do random things with several tabs, and everybody sees what is so.</summary>
public sealed class CallModelTests
{
    private static readonly string[] Users = ["ann", "bob", "cid"];
    private static readonly JsonElement Data = JsonElement.Parse("1");

    [Fact]
    public void Whatever_happens_everybody_sees_the_same_and_there_is_no_ghost_and_no_double() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(150),
        Prop.ForAll(Gen.Choose(0, 999_999).ArrayOf().ToArbitrary(), steps =>
        {
            var run = new Run();
            foreach (int step in steps) run.Do(step);
            run.End();
        }));

    /// <summary>One call, its model, and what those see who only listen to the room's topic.</summary>
    private sealed class Run
    {
        private readonly FakeTimeProvider _clock = new();
        private readonly CallModel _model = new();
        private readonly RoomCall _call;
        private readonly List<TestLink> _links = [];
        private readonly Dictionary<string, bool> _seen = [];
        private TimeSpan _now;
        private int _words;

        public Run() => _call = new RoomCall("room", new SignalingOptions { KeptSignals = 1000, KeptSize = 100_000 }, _clock);

        public void Do(int step)
        {
            (int what, int which) = (step % 16, step / 16);
            (string User, string Device) tab = (Users[which % 3], $"device-{which / 3 % 2}");
            TestLink? link = _links.Count > 0 ? _links[which / 6 % _links.Count] : null;
            switch (what)
            {
                case 0 or 1 or 2 or 3:
                    Join(tab, new TestLink());
                    break;
                case 4 when link is not null && !link.IsCut:
                    Join(tab, link);
                    break;
                case 5 or 6 when link is not null:
                    // The end of a connection may be told late, twice, and of one that is no peer's any more.
                    link.IsCut = true;
                    _call.Lose(link);
                    _model.Lose(link, _now);
                    break;
                case 7 when link is not null:
                    _call.Leave(link);
                    _model.Remove((_, each) => each.Link == link);
                    break;
                case 8:
                    _call.RemoveUser(tab.User, "kicked");
                    _model.Remove((each, _) => each.User == tab.User);
                    break;
                case 9 or 10:
                    Pass(TimeSpan.FromSeconds(which % 5));
                    break;
                case 11 when link is not null:
                    // Nobody has noticed yet.
                    link.IsCut = true;
                    break;
                case 12 or 13 or 14 or 15 when link is not null && !link.IsCut:
                    Say(link, which / 100);
                    break;
            }

            Tell();
            Compare();
        }

        public void End()
        {
            foreach (TestLink link in _links)
            {
                _call.Lose(link);
                _model.Lose(link, _now);
            }

            Pass(TimeSpan.FromSeconds(8));
            Tell();
            Assert.Empty(_call.Present);
            Assert.Empty(_seen);
            Assert.True(_call.TryEnd());
        }

        private void Join((string User, string Device) tab, TestLink link)
        {
            if (!_links.Contains(link)) _links.Add(link);
            bool known = _model.Tabs.ContainsKey(tab);
            JoinOutcome outcome = _call.Join(new Membership("room", tab.User, tab.User, false, RoomRole.Member), tab.Device, null, link, 100);
            Assert.Equal(known ? JoinOutcome.Resumed : JoinOutcome.Joined, outcome);
            if (_model.Of(link) is { } other && _model.Tabs.GetValueOrDefault(tab) != other) _model.Remove((_, each) => each == other);
            _model.Join(tab, link);
            string id = _call.Find(link)!.Id;
            if (!known) _model.Tabs[tab].Id = id;
            Assert.Equal(_model.Tabs[tab].Id, id);
        }

        private void Say(TestLink link, int whom)
        {
            CallModel.Entry? sender = _model.Of(link);
            List<CallModel.Entry> others = [.. _model.Tabs.Values.Where(each => each != sender)];
            string word = $"word-{++_words}";
            if (sender is null)
            {
                Assert.Equal(SignalOutcome.NotJoined, _call.Signal(link, "anybody", word, Data));
                return;
            }

            if (others.Count == 0) return;
            CallModel.Entry receiver = others[whom % others.Count];
            // One that is cut is noticed by the first signal that does not arrive.
            if (receiver.Link is { IsCut: true } cut) _model.Lose(cut, _now);
            _model.Say(sender, receiver, word);
            Assert.NotEqual(SignalOutcome.NoSuchPeer, _call.Signal(link, receiver.Id, word, Data));
        }

        private void Pass(TimeSpan time)
        {
            TimeSpan end = _now + time;
            do
            {
                TimeSpan part = _call.NextExpiry is { } next && next < end - _now ? next : end - _now;
                _clock.Advance(part);
                _now += part;
                _call.Expire();
                _model.Remove((_, each) => each.Link is null && _now - each.AwaySince >= TimeSpan.FromSeconds(8));
            }
            while (_now < end);
        }

        private void Tell()
        {
            while (_call.TryTake(out CallEvent? next))
            {
                if (next.To is TestLink link)
                {
                    if (!link.SendAsync(next.News).AsTask().Result && next.News is PeerSignal signal) _call.GiveBack(link, signal);
                    if (next.News is Welcome welcome) Assert.Equal(welcome.Present.Count, welcome.Present.Select(each => each.Id).Distinct().Count());
                    continue;
                }

                See(next.News);
            }
        }

        /// <summary>Whoever listens from the beginning can tell who is there.</summary>
        private void See(CallNews news)
        {
            switch (news)
            {
                case PeerJoined joined:
                    Assert.True(_seen.TryAdd(joined.Peer.Id, true), "Somebody joins who is there.");
                    Assert.Equal(_seen.Keys.Order(), joined.Present.Select(each => each.Id).Order());
                    break;
                case PeerAway away:
                    Assert.True(_seen[away.Peer], "Somebody goes away who is away.");
                    _seen[away.Peer] = false;
                    break;
                case PeerBack back:
                    Assert.False(_seen[back.Peer], "Somebody comes back who was not away.");
                    _seen[back.Peer] = true;
                    break;
                case PeerLeft left:
                    Assert.True(_seen.Remove(left.Peer), "Somebody leaves who is not there.");
                    break;
            }
        }

        private void Compare()
        {
            IReadOnlyList<Peer> present = _call.Present;
            Assert.Equal(
                _model.Tabs.Values.Select(each => (each.Id, each.Link is null)).Order(),
                present.Select(each => (each.Id, each.Away)).Order());
            Assert.Equal(_seen.Select(each => (each.Key, !each.Value)).Order(), present.Select(each => (each.Id, each.Away)).Order());
            foreach (TestLink link in _links)
                Assert.Equal(_model.Expected.GetValueOrDefault(link) ?? [], CallModel.HeardBy(link));
        }
    }
}
