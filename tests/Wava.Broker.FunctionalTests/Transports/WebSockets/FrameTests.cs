using System.Text;
using Wava.Broker.FunctionalTests.Hosts;
using static Wava.Broker.FunctionalTests.Wires.RawWebSocket;

namespace Wava.Broker.FunctionalTests.Transports.WebSockets;

/// <summary>WebSocket frames, right and wrong, of a client that builds them itself.</summary>
public sealed class FrameTests(SharedSample sample) : IClassFixture<SharedSample>
{
    private const string Hello = "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0";

    public static TheoryData<string, byte[], int> BrokenFrames => new()
    {
        { "not masked", Frame(Final | Text, "\n"u8, mask: null), 1002 },
        { "reserved bit 1", Frame(Final | 0x40 | Text, "\n"u8), 1002 },
        { "reserved bit 2", Frame(Final | 0x20 | Binary, "\n"u8), 1002 },
        { "reserved bit 3", Frame(Final | 0x10 | Ping, ""u8), 1002 },
        { "unknown opcode for data", Frame(Final | 3, "\n"u8), 1002 },
        { "unknown opcode for control", Frame(Final | 11, ""u8), 1002 },
        { "ping in pieces", Frame(Ping, "a"u8), 1002 },
        { "oversized ping", Frame(Final | Ping, new byte[126]), 1002 },
        { "oversized close", Frame(Final | Close, [3, 232, .. new byte[124]]), 1002 },
        { "continuation of nothing", Frame(Final | Continuation, "\n"u8), 1002 },
        { "message within a message", [.. Frame(Text, "\n"u8), .. Frame(Final | Text, "\n"u8)], 1002 },
        { "negative length", [Final | Text, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4], 1002 },
        { "close with half a code", Frame(Final | Close, [3]), 1002 },
        { "close with a code that may not be sent", Frame(Final | Close, [0x03, 0xED]), 1002 },
        { "close with a reason that is no text", Frame(Final | Close, [0x03, 0xE8, 0xFF]), 1007 },
        { "text that is not UTF-8", Frame(Final | Text, [0xC3, 0x28]), 1007 },
        { "text that ends within a letter", Frame(Final | Text, [0x0A, 0xC3]), 1007 },
        { "a surrogate in text", Frame(Final | Text, [0xED, 0xA0, 0x80]), 1007 },
    };

    [Theory]
    [MemberData(nameof(BrokenFrames))]
    public async Task A_broken_frame_ends_the_connection_with_the_code_for_it(string what, byte[] octets, int code)
    {
        await using var socket = await ConnectAsync(sample.Broker.HttpPort);

        await socket.Connection.SendAsync(octets);

        var (closed, last) = await socket.ReadToCloseAsync();
        Assert.True(code == closed, $"{what}: {closed}\n{last}");
        Assert.StartsWith("ERROR\n", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_may_be_cut_between_the_pieces_of_a_message()
    {
        await using var socket = await ConnectAsync(sample.Broker.HttpPort);
        var topic = Destination.Topic();
        await socket.SendTextAsync($"SUBSCRIBE\nid:0\ndestination:{topic}\n\n\0");
        var octets = Encoding.UTF8.GetBytes($"SEND\ndestination:{topic}\n\n😀\0");

        await socket.SendAsync(Text, octets[..^3]);
        await socket.SendAsync(Continuation, octets[^3..^2]);
        await socket.SendAsync(Final | Continuation, octets[^2..]);

        Assert.EndsWith("😀\0", (await socket.ReceiveAsync())!.Value.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(126)]
    public async Task Frames_and_messages_may_be_cut_anywhere(int piece)
    {
        await using var socket = await OpenAsync(sample.Broker.HttpPort);
        var topic = Destination.Topic();
        var talk = Encoding.UTF8.GetBytes($"{Hello}SUBSCRIBE\nid:0\ndestination:{topic}\n\n\0\nSEND\ndestination:{topic}\n\nhallo ö\0");
        List<byte> octets = [];
        for (var at = 0; at < talk.Length; at += piece)
        {
            var last = at + piece >= talk.Length;
            // Masks of their own, pings in between, now and then an empty piece.
            octets.AddRange(Frame((last ? Final : 0) | (at == 0 ? Text : Continuation), talk.AsSpan(at, Math.Min(piece, talk.Length - at)), (uint)(at * 0x01030507)));
            if (at % 5 == 0) octets.AddRange(Frame(Final | Ping, "p"u8));
            if (at % 7 == 0 && !last) octets.AddRange(Frame(Continuation, ""u8));
        }

        if (piece == 1)
            foreach (var octet in octets) await socket.Connection.SendAsync([octet]);
        else
            await socket.Connection.SendAsync([.. octets]);

        var (connected, message) = (await NextAsync(), await NextAsync());
        Assert.StartsWith("CONNECTED\n", connected, StringComparison.Ordinal);
        Assert.EndsWith("\n\nhallo ö\0", message, StringComparison.Ordinal);

        async Task<string> NextAsync()
        {
            while (true)
            {
                var frame = (await socket.ReceiveAsync())!.Value;
                if (frame.Opcode != Pong) return frame.Text;
                Assert.Equal("p", frame.Text);
            }
        }
    }

    [Fact]
    public async Task Several_STOMP_frames_may_come_in_one_message_and_each_answer_is_one_message()
    {
        await using var socket = await OpenAsync(sample.Broker.HttpPort);
        var topic = Destination.Topic();

        await socket.SendTextAsync($"{Hello}\n\nSUBSCRIBE\nid:0\ndestination:{topic}\nreceipt:1\n\n\0SEND\ndestination:{topic}\n\na\0SEND\ndestination:{topic}\n\nb\0\n");

        string[] starts = ["CONNECTED\n", "RECEIPT\n", "MESSAGE\n", "MESSAGE\n"];
        foreach (var start in starts)
        {
            var frame = (await socket.ReceiveAsync())!.Value;
            Assert.Equal(Final | Text, frame.First);
            Assert.StartsWith(start, frame.Text, StringComparison.Ordinal);
            Assert.EndsWith("\0", frame.Text, StringComparison.Ordinal);
            Assert.Equal(frame.Text.Length - 1, frame.Text.IndexOf('\0', StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(125)]
    public async Task A_ping_is_answered_with_its_own_words(int length)
    {
        var words = new string('p', length);
        await using var socket = await OpenAsync(sample.Broker.HttpPort);

        await socket.SendAsync(Final | Pong, "nobody asked"u8.ToArray());
        await socket.SendAsync(Final | Ping, Encoding.UTF8.GetBytes(words));

        var pong = (await socket.ReceiveAsync())!.Value;
        Assert.Equal((Final | Pong, words), (pong.First, pong.Text));
    }

    [Fact]
    public async Task Binary_messages_are_as_good_as_text()
    {
        await using var socket = await OpenAsync(sample.Broker.HttpPort);

        await socket.SendAsync(Final | Binary, Encoding.UTF8.GetBytes(Hello));

        Assert.StartsWith("CONNECTED\n", (await socket.ReceiveAsync())!.Value.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(70000)]
    public async Task Each_way_to_write_a_length_is_read_and_written(int size)
    {
        await using var socket = await ConnectAsync(sample.Broker.HttpPort);
        var topic = Destination.Topic();
        await socket.SendTextAsync($"SUBSCRIBE\nid:0\ndestination:{topic}\n\n\0");
        var head = $"SEND\ndestination:{topic}\n\n";

        await socket.SendTextAsync($"{head}{new string('x', size - head.Length - 1)}\0");

        var message = (await socket.ReceiveAsync())!.Value;
        Assert.Equal(size - head.Length - 1, message.Text.Split("\n\n")[1].TrimEnd('\0').Length);
    }
}
