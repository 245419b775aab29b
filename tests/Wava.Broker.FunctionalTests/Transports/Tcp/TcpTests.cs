using System.Globalization;
using System.Text;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.FunctionalTests.Wires;

namespace Wava.Broker.FunctionalTests.Transports.Tcp;

/// <summary>STOMP on a bare socket of the running sample.</summary>
public sealed class TcpTests(SharedSample sample) : IClassFixture<SharedSample>
{
    private const string Connect = "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0";

    [Theory]
    [InlineData("\n", "")]
    [InlineData("\r\n", "")]
    [InlineData("\n", "\n\n\r\n")]
    public async Task A_person_can_type_frames_by_hand(string lineEnd, string between)
    {
        await using var socket = await RawConnection.OpenAsync(sample.Broker.TcpPort);
        var topic = Destination.Topic();
        string[] frames =
        [
            "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0",
            $"SUBSCRIBE\nid:0\ndestination:{topic}\n\n\0",
            $"SEND\ndestination:{topic}\n\nhello\0",
            "DISCONNECT\nreceipt:bye\n\n\0",
        ];

        foreach (var frame in frames) await socket.SendAsync(frame.Replace("\n", lineEnd, StringComparison.Ordinal) + between);

        var answer = await socket.ReadTextToEndAsync();
        Assert.StartsWith("CONNECTED\nversion:1.2\n", answer, StringComparison.Ordinal);
        Assert.Contains($"destination:{topic}\n", answer, StringComparison.Ordinal);
        Assert.Contains("\n\nhello\0", answer, StringComparison.Ordinal);
        Assert.EndsWith("RECEIPT\nreceipt-id:bye\n\n\0", answer, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', answer);
    }

    [Fact]
    public async Task Frames_that_come_octet_by_octet_are_understood()
    {
        await using var socket = await RawConnection.OpenAsync(sample.Broker.TcpPort);
        var topic = Destination.Topic();
        var talk = $"{Connect}\nSUBSCRIBE\nid:0\ndestination:{topic}\n\n\0SEND\ndestination:{topic}\ncontent-length:5\nodd:a\\nb\n\na\0é\n\0DISCONNECT\nreceipt:r\n\n\0";

        foreach (var octet in Encoding.UTF8.GetBytes(talk)) await socket.SendAsync([octet]);

        var answer = await socket.ReadTextToEndAsync();
        Assert.Contains("\nodd:a\\nb\n", answer, StringComparison.Ordinal);
        Assert.Contains("\n\na\0é\n\0", answer, StringComparison.Ordinal);
        Assert.EndsWith("RECEIPT\nreceipt-id:r\n\n\0", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_conversation_may_come_in_one_write()
    {
        await using var socket = await RawConnection.OpenAsync(sample.Broker.TcpPort);
        var topic = Destination.Topic();
        var talk = new StringBuilder($"{Connect}SUBSCRIBE\nid:0\ndestination:{topic}\n\n\0");
        for (var i = 0; i < 500; i++) talk.Append(CultureInfo.InvariantCulture, $"SEND\ndestination:{topic}\nreceipt:r{i}\n\nmessage {i}\0");
        talk.Append("DISCONNECT\nreceipt:bye\n\n\0");

        await socket.SendAsync(talk.ToString());

        var frames = (await socket.ReadTextToEndAsync()).Split('\0');
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"message {i}"), frames.Where(IsMessage).Select(frame => frame.Split("\n\n")[1]));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"RECEIPT\nreceipt-id:r{i}\n\n"), frames.Where(frame => frame.StartsWith("RECEIPT\nreceipt-id:r", StringComparison.Ordinal)));
        Assert.Equal(["RECEIPT\nreceipt-id:bye\n\n", ""], frames[^2..]);

        static bool IsMessage(string frame) => frame.StartsWith("MESSAGE\n", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_has_said_all_it_will_say_still_gets_its_answers()
    {
        await using var socket = await RawConnection.OpenAsync(sample.Broker.TcpPort);

        await socket.SendAsync($"{Connect}SEND\ndestination:{Destination.Queue()}\nreceipt:r\n\nhello\0");
        socket.Finish();

        var answer = await socket.ReadTextToEndAsync();
        Assert.StartsWith("CONNECTED\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("RECEIPT\nreceipt-id:r\n\n\0", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("POST /ws HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nCONNECT\naccept-version:1.2\nhost:a\n\n\0")]
    [InlineData("OPTIONS * HTTP/1.1\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0001\u0000\u0001\u0000\u0000\u0030\u0003\u0003")]
    public async Task What_is_not_STOMP_is_closed_without_an_answer(string opening)
    {
        await using var socket = await RawConnection.OpenAsync(sample.Broker.TcpPort);

        await socket.SendAsync(opening);

        Assert.Empty(await socket.ReadToEndAsync());
    }

    [Theory]
    [InlineData("SEND\ndestination:/topic/a\n\nx\0", "begin with a CONNECT")]
    [InlineData(Connect + Connect, "A connection is made once")]
    [InlineData(Connect + "HELLO\n\n\0", "HELLO")]
    [InlineData(Connect + "MESSAGE\n\n\0", "only a server sends")]
    [InlineData(Connect + "SEND\ndestination:/topic/a\ncontent-length:1\n\nxyz\0", "content-length")]
    [InlineData("CONNECT\naccept-version:3.0\nhost:a\n\n\0", "speaks STOMP 1.0,1.1,1.2")]
    public async Task A_protocol_error_is_told_in_words_and_then_the_connection_ends(string talk, string words)
    {
        await using var socket = await RawConnection.OpenAsync(sample.Broker.TcpPort);

        await socket.SendAsync(talk);

        var answer = await socket.ReadTextToEndAsync();
        var error = answer[answer.IndexOf("ERROR\n", StringComparison.Ordinal)..];
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.EndsWith("\0", error, StringComparison.Ordinal);
        Assert.Equal(error.Length - 1, error.IndexOf('\0', StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_client_held_when_it_dropped_off_goes_to_another()
    {
        await using var publisher = await sample.Broker.TcpAsync();
        var queue = Destination.Queue();
        await publisher.ConnectAsync();
        await publisher.CallAsync("SEND", [("destination", queue)], "job");
        var dying = await sample.Broker.TcpAsync();
        await dying.ConnectAsync();
        await dying.SubscribeAsync(queue, ack: "client-individual");
        Assert.Equal("job", (await dying.ExpectAsync("MESSAGE")).Text);

        await dying.DisposeAsync();

        await publisher.SubscribeAsync(queue, ack: "client-individual");
        var again = await publisher.ExpectAsync("MESSAGE");
        Assert.Equal(("job", "true"), (again.Text, again["redelivered"]));
    }

    [Fact]
    public async Task A_frame_cut_short_by_the_end_of_the_connection_has_no_effect()
    {
        await using var witness = await sample.Broker.TcpAsync();
        var topic = Destination.Topic();
        await witness.ConnectAsync();
        await witness.SubscribeAsync(topic);
        await using (var socket = await RawConnection.OpenAsync(sample.Broker.TcpPort))
        {
            await socket.SendAsync($"{Connect}SEND\ndestination:{topic}\n\nwhole\0SEND\ndestination:{topic}\n\nhal");
            socket.Finish();
            await socket.ReadToEndAsync();
        }

        await witness.SendAsync(topic, "after");

        Assert.Equal("whole", (await witness.ExpectAsync("MESSAGE")).Text);
        Assert.Equal("after", (await witness.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task Heart_beats_come_as_lone_line_ends()
    {
        await using var socket = await RawConnection.OpenAsync(sample.Broker.TcpPort);
        await socket.SendAsync("CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,200\n\n\0");
        Assert.Contains("heart-beat:400,400\n", await socket.ReadUntilAsync("\0"), StringComparison.Ordinal);

        Assert.Equal("\n\n", await socket.ReadUntilAsync("\n\n"));
    }
}
