using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

/// <summary>A message between clients of different versions: decoded by the publisher's rules, encoded by each subscriber's.</summary>
public sealed class CrossVersionTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (string publisher in new[] { "1.0", "1.1", "1.2" })
            {
                foreach (string subscriber in new[] { "1.0", "1.1", "1.2" }) pairs.Add(publisher, subscriber);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_header_arrives_as_it_was_meant_as_far_as_both_can_write_it(string from, string to)
    {
        StompTestClient publisher = await _broker.ConnectAsync(from);
        StompTestClient subscriber = await _broker.ConnectAsync(to);
        await subscriber.SubscribeAsync("/topic/a", "s");
        // What 1.0 and 1.1 cannot write at all they cannot send either.
        string value = from switch { "1.0" => "a:b\\c", "1.1" => "a:b\\c\nd", _ => "a:b\\c\r\nd" };
        await publisher.CallAsync("SEND", [("destination", "/topic/a"), ("k", value), ("plain", "ä")], "body");

        TestFrame message = await subscriber.ExpectAsync("MESSAGE");

        string expected = to switch
        {
            "1.0" => value.Replace('\r', ' ').Replace('\n', ' '),
            "1.1" => value.Replace('\r', ' '),
            _ => value,
        };
        Assert.Equal(expected, message["k"]);
        Assert.Equal("ä", message["plain"]);
        Assert.Equal("body", message.Text);
        Assert.Equal(["subscription", "message-id", "destination", "k", "plain", "content-length"], message.Headers.Select(header => header.Key));
    }

    [Theory]
    [InlineData("1.0", "r:1\\x")]
    [InlineData("1.1", "r:1\\x\n")]
    [InlineData("1.2", "r:1\\x\r\n")]
    public async Task A_receipt_id_comes_back_as_it_was_meant_in_RECEIPT_and_in_ERROR(string version, string id)
    {
        StompTestClient client = await _broker.ConnectAsync(version);
        await client.CallAsync("SEND", [("destination", "/topic/a"), ("receipt", id)]);
        await client.SendFrameAsync("SEND", [("receipt", id)]);

        Assert.Equal(id, (await client.ExpectErrorAsync())["receipt-id"]);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    public async Task A_receipt_id_longer_than_most_comes_back_whole(string version)
    {
        StompTestClient client = await _broker.ConnectAsync(version);
        foreach (int length in new[] { 1, 255, 256, 257, 5_000 })
            await client.CallAsync("SEND", [("destination", "/topic/a"), ("receipt", new string('r', length))]);
    }

    [Fact]
    public async Task In_1_0_blanks_around_values_do_not_count_and_in_later_versions_they_do()
    {
        StompTestClient old = _broker.Open();
        await old.SendTextAsync("CONNECT\nlogin: joe\n\n\0");
        await old.ExpectAsync("CONNECTED");
        await old.SendTextAsync("SUBSCRIBE\ndestination: /topic/a\nid: s\nreceipt: 1\n\n\0");
        await old.ExpectReceiptAsync("1");
        StompTestClient young = await _broker.ConnectAsync();
        await young.SendTextAsync("SEND\ndestination:/topic/a\nk: v \n\n\0SEND\ndestination: /topic/a\nreceipt:2\n\n\0");

        Assert.Equal(" v ", (await old.ExpectAsync("MESSAGE"))["k"]);
        Assert.Equal(("Bad destination", "2"), await ErrorAsync(young));
    }

    [Theory]
    [InlineData("1.1", "SEND\ndestination:/topic/a\nk:a\\rb\n\n\0")]
    [InlineData("1.2", "SEND\ndestination:/topic/a\nk:a\\tb\n\n\0")]
    [InlineData("1.2", "SEND\ndestination:/topic/a\nk\\:v\n\n\0")]
    [InlineData("1.1", "SUBSCRIBE\ndestination:/topic/a\nid:1\\\n\n\0")]
    [InlineData("1.1", "SEND\r\ndestination:/topic/a\r\n\r\n\0")]
    public async Task An_escape_or_line_end_that_the_version_does_not_have_is_fatal(string version, string frame)
    {
        StompTestClient client = await _broker.ConnectAsync(version);
        await client.SendTextAsync(frame);

        await client.ExpectErrorAsync();
        await _broker.ExpectEndAsync(client);
    }

    private static async Task<(string? Message, string? Receipt)> ErrorAsync(StompTestClient client)
    {
        TestFrame error = await client.ExpectErrorAsync();
        return (error["message"], error["receipt-id"]);
    }
}
