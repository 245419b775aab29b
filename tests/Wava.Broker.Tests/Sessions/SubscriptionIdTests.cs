using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class SubscriptionIdTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public async Task A_subscription_id_has_a_longest_length(int length, bool accepted)
    {
        StompTestClient client = _broker.Open();
        await client.ConnectAsync();
        await client.SendTextAsync($"SUBSCRIBE\nid:{new string('i', length)}\ndestination:/topic/a\nreceipt:r\n\n\0");

        TestFrame answer = await client.ReceiveAsync();

        Assert.Equal(accepted ? "RECEIPT" : "ERROR", answer.Command);
        if (accepted) return;
        Assert.Contains("Limits.MaxSubscriptionIdLength", answer.Text, StringComparison.Ordinal);
        Assert.Equal("r", answer["receipt-id"]);
    }

    [Fact]
    public async Task A_destination_that_stands_in_for_the_id_may_be_as_long_as_destinations_may()
    {
        StompTestClient client = _broker.Open();
        await client.ConnectAsync("1.0");

        await client.CallAsync("SUBSCRIBE", [("destination", "/topic/" + new string('d', 500))]);
    }
}
