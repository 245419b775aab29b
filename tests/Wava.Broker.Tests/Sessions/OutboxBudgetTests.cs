using Microsoft.Extensions.Logging.Abstractions;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class OutboxBudgetTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();
    private readonly ScriptedRoute _app = new();

    public OutboxBudgetTests()
    {
        _broker.Limits.MaxOutboxSizeTotal = 10_000;
        _broker.Limits.WriteTimeout = TimeSpan.FromHours(1);
        _broker.Routes.Add(_app);
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData(10_000, 0)]
    [InlineData(10_001, 1)]
    public async Task Nobody_is_cut_off_until_all_together_have_more_than_the_limit_waiting(int octets, int cut)
    {
        Conversation client = await StallAsync(0);
        client.Session.Outbox.Append(new byte[octets]);

        Assert.Equal(cut, Budget().Enforce());
        Assert.Equal(cut == 0 ? null : CloseReason.SlowConsumer, client.Session.Closing);
    }

    [Fact]
    public async Task The_fullest_go_first_and_only_until_there_is_air_again()
    {
        Conversation[] clients = [await StallAsync(2_000), await StallAsync(6_000), await StallAsync(1_000), await StallAsync(4_000)];

        Assert.Equal(1, Budget().Enforce());

        Assert.Equal([null, CloseReason.SlowConsumer, null, null], clients.Select(each => each.Session.Closing));
        Assert.Equal(1, _broker.Meter["stomp.limits.reached", "MaxOutboxSizeTotal"]);
        Assert.InRange(clients[1].Session.Outbox.Octets, 1, 1_000); // the last words alone
        clients[1].Transport.Resume();
        await clients[1].Transport.HearsAsync("Limits.MaxOutboxSizeTotal");
        Assert.Equal(0, Budget().Enforce());
    }

    [Fact]
    public async Task It_is_looked_at_several_times_a_second()
    {
        Conversation client = await StallAsync(20_000);
        using OutboxBudget budget = Budget();
        await budget.StartAsync(CancellationToken.None);
        await Eventually.IsTrue(
            () =>
            {
                _broker.Clock.Advance(TimeSpan.FromMilliseconds(250));
                return client.Session.Closing is not null;
            },
            "the client was cut off");

        Assert.Same(CloseReason.SlowConsumer, client.Session.Closing);
        await budget.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void Unless_told_the_limit_depends_on_the_memory_there_is()
    {
        _broker.Limits.MaxOutboxSizeTotal = 0;

        Assert.Equal(0, Budget().Enforce());
    }

    private OutboxBudget Budget() => new(_broker.Registry, _broker.Services, NullLogger<OutboxBudget>.Instance);

    private async Task<Conversation> StallAsync(int octets)
    {
        var client = new Conversation(_broker);
        await client.Transport.HearsAsync("CONNECTED");
        client.Transport.Stall();
        client.Say("SEND\ndestination:/app/x\nreceipt:stall\n\n\0");
        await client.Transport.HearsAsync("receipt-id:stall\n");
        if (octets > 0) client.Session.Outbox.Append(new byte[octets]);
        return client;
    }
}
