using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Broker.Events;
using Wava.Broker.Security;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Events;

public sealed class StompEventTests
{
    [Fact]
    public async Task A_sessions_events_come_in_order_and_after_what_they_tell_of()
    {
        var diary = new Diary();
        await using (SessionFixture broker = NewBroker(diary))
        {
            StompTestClient client = await broker.ConnectAsync();
            await client.SubscribeAsync("/topic/a", "s");
            await client.SubscribeAsync("/topic/b", "t");
            await client.CallAsync("UNSUBSCRIBE", [("id", "s")]);
            await client.DisconnectAsync();
            await Eventually.IsTrue(() => diary.Entries.Count == 6, "all events were heard");
        }

        Assert.Equal(["connected", "subscribed s", "subscribed t", "unsubscribed s", "unsubscribed t", "disconnected normal"], diary.Entries);
    }

    [Fact]
    public async Task What_is_sent_from_a_Subscribed_handler_reaches_the_new_subscriber()
    {
        var diary = new Diary();
        await using SessionFixture broker = NewBroker(diary);
        diary.OnSubscribed = subscription => broker.Broker.PublishAsync(Wava.Broker.Messages.Message.Create(subscription.Destination, "welcome"u8), default);
        StompTestClient client = await broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "s");

        Assert.Equal("welcome", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task A_lost_connection_is_told_with_its_reason_once()
    {
        var diary = new Diary();
        await using (SessionFixture broker = NewBroker(diary))
        {
            StompTestClient client = await broker.ConnectAsync();
            await client.DisposeAsync();
            await Eventually.IsTrue(() => diary.Entries.Count == 2, "the end was heard of");
        }

        Assert.Equal(["connected", "disconnected lost"], diary.Entries);
    }

    [Fact]
    public async Task A_connection_that_never_was_a_session_is_no_event()
    {
        var diary = new Diary();
        await using (SessionFixture broker = NewBroker(diary))
        {
            StompTestClient client = broker.Open();
            await client.SendFrameAsync("SEND", [("destination", "/topic/a")]);
            await client.ExpectErrorAsync();
        }

        Assert.Empty(diary.Entries);
    }

    [Fact]
    public async Task A_handler_that_fails_disturbs_nobody()
    {
        var diary = new Diary { OnSubscribed = _ => throw new InvalidOperationException() };
        await using SessionFixture broker = NewBroker(diary);
        StompTestClient client = await broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "s");
        await client.SendAsync("/topic/a", "x");

        Assert.Equal("x", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task Limits_and_refusals_are_told()
    {
        var diary = new Diary();
        await using SessionFixture broker = NewBroker(diary, new Forbidding());
        broker.Limits.MaxSubscriptions = 1;
        StompTestClient client = await broker.ConnectAsync();
        await client.SendAsync("/topic/a", "x");
        Assert.Equal("Access denied", (await client.ExpectErrorAsync())["message"]);
        StompTestClient other = await broker.ConnectAsync();
        await other.SubscribeAsync("/topic/a", "s");
        await other.SendFrameAsync("SUBSCRIBE", [("id", "t"), ("destination", "/topic/a")]);
        await other.ExpectErrorAsync();

        await Eventually.IsTrue(() => diary.Entries.Contains("limit MaxSubscriptions"), "the limit was told");
        Assert.Contains("refused SEND /topic/a", diary.Entries);
        Assert.Equal(1, broker.Meter["stomp.access.refused"]);
    }

    private static SessionFixture NewBroker(Diary diary, IDestinationGuard? guard = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(diary);
        new Wava.Broker.Hosting.StompBrokerBuilder(services).AddEventHandler<Writer>();
        ServiceProvider provider = services.BuildServiceProvider();
        var events = new StompEvents(
            provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<IServiceProviderIsService>(), provider.GetRequiredService<ILogger<StompEvents>>());
        return new SessionFixture { Events = events, Guard = guard };
    }

    private sealed class Diary
    {
        private readonly List<string> _entries = [];

        public IReadOnlyList<string> Entries
        {
            get
            {
                lock (_entries) return [.. _entries];
            }
        }

        public Func<Subscription, ValueTask> OnSubscribed { get; set; } = _ => default;

        public void Write(string entry)
        {
            lock (_entries) _entries.Add(entry);
        }
    }

    private sealed class Writer(Diary diary) : IStompEventHandler<SessionConnected>, IStompEventHandler<SessionSubscribed>, IStompEventHandler<SessionUnsubscribed>,
        IStompEventHandler<SessionDisconnected>, IStompEventHandler<AccessRefused>, IStompEventHandler<LimitReached>
    {
        public ValueTask HandleAsync(SessionConnected happened, CancellationToken cancellationToken) => Write("connected");

        public ValueTask HandleAsync(SessionSubscribed happened, CancellationToken cancellationToken)
        {
            diary.Write($"subscribed {happened.Subscription.Id}");
            return diary.OnSubscribed(happened.Subscription);
        }

        public ValueTask HandleAsync(SessionUnsubscribed happened, CancellationToken cancellationToken) => Write($"unsubscribed {happened.Subscription.Id}");

        public ValueTask HandleAsync(SessionDisconnected happened, CancellationToken cancellationToken) => Write($"disconnected {happened.Reason}");

        public ValueTask HandleAsync(AccessRefused happened, CancellationToken cancellationToken) => Write($"refused {happened.Command} {happened.Destination}");

        public ValueTask HandleAsync(LimitReached happened, CancellationToken cancellationToken) => Write($"limit {happened.Limit}");

        private ValueTask Write(string entry)
        {
            diary.Write(entry);
            return default;
        }
    }

    private sealed class Forbidding : IDestinationGuard
    {
        public bool Concerns(DestinationAction action, ReadOnlySpan<byte> destination) => action == DestinationAction.Send;

        public ValueTask<string?> CheckAsync(DestinationAccess access, CancellationToken stop) => new($"You may not send to {access.Destination}.");
    }
}
