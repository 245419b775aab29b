using Wava.Broker.FunctionalTests.Hosts;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Transports;

/// <summary>Bodies of every kind and size, from any transport to any other, through the running sample.</summary>
public sealed class BodyTests(SharedSample sample) : IClassFixture<SharedSample>
{
    private const int MiB = 1024 * 1024;

    public static TheoryData<string, string> Ways => new() { { "tcp", "tcp" }, { "tcp", "websocket" }, { "websocket", "tcp" }, { "websocket", "websocket" } };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_body_of_1_MiB_arrives_unchanged(string from, string to)
    {
        await using var publisher = await OpenAsync(from);
        await using var subscriber = await OpenAsync(to);
        var topic = Destination.Topic();
        await subscriber.SubscribeAsync(topic);
        var octets = new byte[MiB];
        new Random(1).NextBytes(octets);
        var text = string.Concat(Enumerable.Repeat("0123456789abcdeé", MiB / 17));

        await publisher.SendAsync(topic, octets);
        await publisher.SendAsync(topic, text);

        var (first, second) = (await subscriber.ExpectAsync("MESSAGE"), await subscriber.ExpectAsync("MESSAGE"));
        Assert.True(octets.AsSpan().SequenceEqual(first.Body), "the octets are the same");
        Assert.True(text == second.Text, "the text is the same");
    }

    [Theory]
    [InlineData("tcp", null)]
    [InlineData("websocket", 1009)]
    public async Task A_body_of_one_octet_more_is_refused_by_the_name_of_the_limit(string transport, int? code)
    {
        await using var client = await OpenAsync(transport);

        await client.SendAsync("/topic/a", new byte[MiB + 1]);

        Assert.Contains("MaxBodySize", (await client.ExpectErrorAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(code, await client.ExpectClosedAsync());
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("websocket")]
    public async Task Text_comes_in_text_messages_and_other_octets_in_binary_ones(string from)
    {
        await using var publisher = await OpenAsync(from);
        await using var subscriber = await OpenAsync("websocket");
        var topic = Destination.Topic();
        await subscriber.SubscribeAsync(topic);

        await publisher.SendAsync(topic, "text é");
        await publisher.SendAsync(topic, new byte[] { 0xFF, 0xFE, 0x00 });

        var text = await subscriber.ExpectAsync("MESSAGE");
        Assert.Equal(("text é", false), (text.Text, text.Binary));
        var octets = await subscriber.ExpectAsync("MESSAGE");
        Assert.Equal([0xFF, 0xFE, 0x00], octets.Body);
        Assert.True(octets.Binary);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Empty_bodies_and_bodies_with_NUL_and_line_ends_arrive_unchanged(string from, string to)
    {
        await using var publisher = await OpenAsync(from);
        await using var subscriber = await OpenAsync(to);
        var topic = Destination.Topic();
        await subscriber.SubscribeAsync(topic);
        byte[][] bodies = [[], [0], "\n\n"u8.ToArray(), "MESSAGE\n\n\0"u8.ToArray(), [.. Enumerable.Range(0, 256).Select(i => (byte)i)]];

        foreach (var body in bodies) await publisher.SendAsync(topic, body);

        foreach (var body in bodies) Assert.Equal(body, (await subscriber.ExpectAsync("MESSAGE")).Body);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Messages_sent_without_a_pause_keep_their_order(string from, string to)
    {
        const int Count = 2000;
        await using var publisher = await OpenAsync(from);
        await using var subscriber = await OpenAsync(to);
        var topic = Destination.Topic();
        await subscriber.SubscribeAsync(topic);

        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++) await publisher.SendAsync(topic, $"{i}");
        });

        for (var i = 0; i < Count; i++) Assert.Equal($"{i}", (await subscriber.ExpectAsync("MESSAGE")).Text);
        await sending;
    }

    private async Task<StompTestClient> OpenAsync(string transport)
    {
        var client = transport == "tcp" ? await sample.Broker.TcpAsync() : await sample.Broker.WebSocketAsync("v12.stomp");
        await client.ConnectAsync();
        return client;
    }
}
