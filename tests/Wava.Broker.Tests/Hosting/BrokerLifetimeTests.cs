using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Wava.Broker.Channels;
using Wava.Broker.Events;
using Wava.Broker.Hosting;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Hosting;

public sealed class BrokerLifetimeTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();
    private readonly Application _application = new();
    private readonly StompBrokerOptions _options = new();

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _application.Dispose();
    }

    [Fact]
    public async Task As_soon_as_the_application_stops_nobody_comes_in_and_everybody_is_told_to_leave()
    {
        StompTestClient client = await _broker.ConnectAsync();
        StompTestClient silent = _broker.Open(); // has not even said CONNECT
        await Eventually.IsTrue(() => _broker.Registry.Count == 2, "both are there");
        BrokerLifetime lifetime = await StartAsync();

        _application.StopApplication();
        await lifetime.StopAsync(CancellationToken.None);

        foreach (StompTestClient each in new[] { client, silent })
        {
            TestFrame error = await each.ExpectErrorAsync();
            Assert.Equal("Shutting down", error["message"]);
            Assert.Contains("connect again", error.Text, StringComparison.Ordinal);
            await _broker.ExpectEndAsync(each);
        }

        await _broker.Open().ExpectClosedAsync();
        Assert.Equal(1, _broker.Meter["stomp.connections.refused", "shutting-down"]);
        Assert.Equal(2, _broker.Meter["stomp.connections.closed", "shutdown"]);
    }

    [Fact]
    public async Task What_was_receipted_before_the_end_is_delivered_first()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        BrokerLifetime lifetime = await StartAsync();
        for (int i = 0; i < 100; i++) await client.SendAsync("/topic/a", $"{i}", ("receipt", $"{i}"));
        await Eventually.IsTrue(() => _broker.Meter["stomp.frames.received", "SEND"] == 100, "all were taken");

        _application.StopApplication();
        await lifetime.StopAsync(CancellationToken.None);

        int messages = 0;
        int receipts = 0;
        TestFrame frame;
        while ((frame = await client.ReceiveAsync()).Command != "ERROR")
        {
            if (frame.Command == "MESSAGE") messages++;
            else receipts++;
        }

        Assert.Equal((100, 100), (messages, receipts));
    }

    [Fact]
    public async Task Many_clients_are_told_over_time_but_over_no_more_than_is_allowed()
    {
        _options.DrainTime = TimeSpan.FromSeconds(1);
        Conversation[] all = [.. Enumerable.Range(0, 1_000).Select(_ => new Conversation(_broker, connect: false))];
        BrokerLifetime lifetime = await StartAsync();
        _application.StopApplication();
        Task stopped = lifetime.StopAsync(CancellationToken.None);
        List<int> curve = [];
        for (int i = 0; i < 10; i++)
        {
            int expected = i * 100;
            await Eventually.IsTrue(() => Told() >= expected, "their share is told");
            // It waits for the clock now: give it the chance to run on, which it must not.
            await Eventually.IsTrue(() => _broker.Clock.ActiveTimers > 1, "it waits");
            curve.Add(Told());
            for (int step = 0; step < 10; step++)
            {
                _broker.Clock.Advance(TimeSpan.FromMilliseconds(10));
                await Task.Yield();
            }
        }

        await Eventually.IsTrue(
            () =>
            {
                _broker.Clock.Advance(TimeSpan.FromMilliseconds(10));
                return stopped.IsCompleted;
            },
            "all are told");
        Assert.Equal(1_000, Told());
        Assert.InRange(curve[0], 1, 100);
        Assert.InRange(curve[5], 400, 700);

        int Told() => all.Count(each => each.Session.Closing is not null);
    }

    [Fact]
    public async Task A_host_that_has_no_more_time_is_not_kept()
    {
        _options.DrainTime = TimeSpan.FromHours(1);
        for (int i = 0; i < 1_000; i++) _ = new Conversation(_broker, connect: false);
        BrokerLifetime lifetime = await StartAsync();
        _application.StopApplication();

        await lifetime.StopAsync(new CancellationToken(canceled: true)).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(0, true, HealthStatus.Healthy, "0 of 100")]
    [InlineData(95, true, HealthStatus.Healthy, "95 of 100")]
    [InlineData(96, true, HealthStatus.Degraded, "96 of 100")]
    [InlineData(5, false, HealthStatus.Unhealthy, "shutting down")]
    public async Task Health_says_whether_there_is_room_and_whether_it_lasts(int connections, bool open, HealthStatus status, string words)
    {
        await using WebApplication app = StompHost.Empty(services =>
        {
            services.AddStompBroker(options => options.Limits.MaxConnections = 100);
            services.AddHealthChecks().AddStompBroker();
        });
        Admission admission = app.Services.GetRequiredService<Admission>();
        for (int i = 0; i < connections; i++) admission.TryEnter(null);
        admission.IsOpen = open;

        HealthReport report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(status, report.Entries["stomp"].Status);
        Assert.Contains(words, report.Entries["stomp"].Description, StringComparison.Ordinal);
    }

    private async Task<BrokerLifetime> StartAsync()
    {
        var lifetime = new BrokerLifetime(
            _application, _broker.Registry, _broker.Admission, new BrokerChannel([]), StompEvents.None, Options.Create(_options), _broker.Clock, NullLogger<BrokerLifetime>.Instance);
        await lifetime.StartAsync(CancellationToken.None);
        return lifetime;
    }

    private sealed class Application : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
