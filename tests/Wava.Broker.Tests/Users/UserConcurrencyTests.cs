using System.Collections.Concurrent;
using System.Text;
using Wava.Broker.Frames;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Model;
using Wava.Testing;

namespace Wava.Broker.Tests.Users;

/// <summary>What must hold whatever the threads do: real threads, real flushes.</summary>
public sealed class UserConcurrencyTests : IAsyncDisposable
{
    private const int Users = 3;
    private readonly UserFixture _broker = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentDictionary<string, string> _live = new(StringComparer.Ordinal);

    public UserConcurrencyTests() => _broker.Serve();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Sessions_come_and_go_while_others_send_and_nobody_gets_what_is_anothers()
    {
        using var over = new CancellationTokenSource();
        Task[] senders = [.. Enumerable.Range(0, 2).Select(seed => Task.Run(() => SendAsync(new Random(seed), over.Token)))];
        int[] heard = await Task.WhenAll(Enumerable.Range(10, 3).Select(seed => Task.Run(() => ComeAndGoAsync(new Random(seed)))));
        await over.CancelAsync();
        await Task.WhenAll(senders);

        Assert.Empty(_faults);
        Assert.True(heard.Sum() > 0, "somebody heard something");
        Assert.Equal((0, 0), (_broker.Route.UserCount, _broker.Route.SessionCount));
    }

    [Fact]
    public async Task All_sessions_of_a_user_hear_everything_in_one_order_that_keeps_each_senders()
    {
        const int Each = 1500;
        var heard = new List<TestFrame>[4];
        var sessions = new StompSession[heard.Length];
        for (int i = 0; i < heard.Length; i++)
        {
            List<TestFrame> mine = heard[i] = [];
            sessions[i] = await OpenAsync("joe", new Random(i), frame =>
            {
                lock (mine) mine.Add(frame);
            });
            await SayAsync(sessions[i], $"SUBSCRIBE\nid:s\ndestination:/user/{(i % 2 == 0 ? "queue/a" : "queue/*")}\n\n\0");
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(sender => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
            {
                if (sender == 0) await _broker.PublishAsync("/user/joe/queue/a", $"{sender}-{i}");
                else Assert.Equal(heard.Length, await _broker.ToUserAsync("joe", $"{sender}-{i}"));
            }
        })));

        await Eventually.IsTrue(() => heard.All(Complete), "all messages have arrived");
        Assert.All(heard, each => Assert.Equal(heard[0].Select(frame => frame.Text), each.Select(frame => frame.Text)));
        long[] numbers = [.. heard[0].Select(frame => long.Parse(frame["message-id"]!.Split('-')[1], null))];
        Assert.Equal(numbers.Order(), numbers);
        foreach (int sender in Enumerable.Range(0, 3))
            Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{sender}-{i}"), heard[0].Select(frame => frame.Text).Where(body => body[0] == '0' + sender));
        foreach (StompSession session in sessions) await EndAsync(session);

        static bool Complete(List<TestFrame> list)
        {
            lock (list) return list.Count == 3 * Each;
        }
    }

    [Fact]
    public async Task However_fast_a_users_sessions_come_and_go_one_that_listens_is_found()
    {
        _broker.Broker.Limits.MaxOutboxFrames = int.MaxValue;
        _broker.Broker.Limits.MaxOutboxSize = int.MaxValue;
        StompSession[] sessions = [await OpenAsync("joe", new Random(1), _ => { }), await OpenAsync("joe", new Random(2), _ => { }), await OpenAsync("joe", new Random(3), _ => { })];

        await Task.WhenAll(sessions.Select((session, worker) => Task.Run(async () =>
        {
            for (int round = 0; round < 20_000; round++)
            {
                var subscription = new Subscription(session, session.Outbox, 1, "s", "/user/queue/a", AckMode.Auto, StompVersion.V12);
                await _broker.Route.SubscribeAsync(subscription, default);
                // Now and then the other one goes in between.
                if (round % 7 == worker) await Task.Yield();
                if (await _broker.ToUserAsync("joe", "x") == 0 || await _broker.ToSessionAsync(session.Id, "x") == 0) _faults.Enqueue($"round {round}");
                await _broker.Route.UnsubscribeAsync(subscription);
            }
        })));

        Assert.Empty(_faults);
        Assert.Equal((0, 0), (_broker.Route.UserCount, _broker.Route.SessionCount));
        foreach (StompSession session in sessions) await EndAsync(session);
    }

    private async Task SendAsync(Random random, CancellationToken over)
    {
        StompSession sender = await OpenAsync(null, random, _ => { });
        while (!over.IsCancellationRequested)
        {
            string user = Name(random.Next(Users));
            switch (random.Next(4))
            {
                case 0:
                    await _broker.ToUserAsync(user, user);
                    break;
                case 1:
                    await _broker.PublishAsync($"/user/{user}/queue/a", user);
                    break;
                case 2:
                    await SayAsync(sender, $"SEND\ndestination:/user/{user}/queue/a\n\n{user}\0");
                    break;
                default:
                    // Of the unknown ones each is addressed alone: by its own id.
                    foreach ((string id, string name) in _live) await _broker.ToSessionAsync(id, name.Length == 0 ? id : name);
                    break;
            }
        }

        await EndAsync(sender);
    }

    private async Task<int> ComeAndGoAsync(Random random)
    {
        int heard = 0;
        for (int round = 0; round < 400; round++)
        {
            string? user = random.Next(4) == 0 ? null : Name(random.Next(Users));
            StompSession? session = null;
            session = await OpenAsync(user, new Random(random.Next()), frame =>
            {
                if (frame.Text == (user ?? session?.Id) && frame["destination"] == "/user/queue/a") Interlocked.Increment(ref heard);
                else _faults.Enqueue($"{user ?? "nobody"} got {frame}");
            });
            _live[session.Id] = user ?? "";
            for (int i = random.Next(1, 4); i > 0; i--) await SayAsync(session, $"SUBSCRIBE\nid:{i}\ndestination:/user/queue/{"a***"[random.Next(4)]}\n\n\0");
            // Whoever has subscribed is heard of, however fast others of the same user come and go.
            int took = user is null ? await _broker.ToSessionAsync(session.Id, session.Id) : await _broker.ToUserAsync(user, user);
            if (took == 0) _faults.Enqueue($"{user ?? "nobody"} was not found");
            if (random.Next(2) == 0) await SayAsync(session, "UNSUBSCRIBE\nid:1\n\n\0");
            await Task.Yield();
            _live.TryRemove(session.Id, out _);
            await EndAsync(session);
        }

        return heard;
    }

    private async Task<StompSession> OpenAsync(string? login, Random random, Action<TestFrame> onMessage)
    {
        var session = new StompSession(_broker.Broker.Services, new StressTransport(random, Received), user: null);
        await SayAsync(session, $"CONNECT\naccept-version:1.2\nhost:h\n{(login is null ? "" : $"login:{login}\n")}\n\0");
        return session;

        void Received(TestFrame frame)
        {
            if (frame.Command == "MESSAGE") onMessage(frame);
            else if (frame.Command == "ERROR") _faults.Enqueue(frame.ToString());
        }
    }

    private static async Task SayAsync(StompSession session, string octets) => Assert.True(await session.ReceiveAsync(Encoding.UTF8.GetBytes(octets)));

    private static async Task EndAsync(StompSession session)
    {
        session.Leave();
        await session.EndAsync();
    }

    private static string Name(int number) => $"u{number}";
}
