using System.Text;
using Wava.Broker.Frames;
using Wava.Broker.Messages;

namespace Wava.Broker.Tests.Messages;

public sealed class MessageTests
{
    [Theory]
    [InlineData("receipt")]
    [InlineData("transaction")]
    [InlineData("message-id")]
    [InlineData("subscription")]
    [InlineData("ack")]
    [InlineData("user-name")]
    [InlineData("redelivered")]
    [InlineData("login")]
    [InlineData("passcode")]
    [InlineData("authorization")]
    [InlineData("Authorization")]
    [InlineData("wava-gap")]
    [InlineData("wava-recovered")]
    [InlineData("wava-replay")]
    [InlineData("wava-since")]
    [InlineData("wava-anything")]
    [InlineData("content-length")]
    [InlineData("destination")]
    public void What_only_the_server_may_say_is_not_carried_over(string name)
    {
        string forged = name == "content-length" ? "3" : "forged";
        string first = name is "content-length" or "destination" ? "" : $"{name}:{forged}\n";
        Message message = FromSend($"SEND\n{first}destination:/topic/a\n{name}:{forged}\ncustom:kept\n{name}:forged\n\nabc\0");

        string tail = Tail(message, StompVersion.V12);

        Assert.Equal("destination:/topic/a\ncustom:kept\ncontent-length:3\n\nabc\0", tail);
        Assert.DoesNotContain("forged", tail, StringComparison.Ordinal);
    }

    [Fact]
    public void All_other_headers_are_carried_over_as_they_stood_repeated_ones_included()
    {
        Message message = FromSend("SEND\ncontent-type:text/plain\ndestination:/topic/a\nk:1\nk:2\n spaced : value \nempty:\n\nx\0");

        Assert.Equal("destination:/topic/a\ncontent-type:text/plain\nk:1\nk:2\n spaced : value \nempty:\ncontent-length:1\n\nx\0", Tail(message, StompVersion.V12));
        Assert.Equal("1", message.GetHeader("k"));
        Assert.Equal(" value ", message.GetHeader(" spaced "));
        Assert.Equal("", message.GetHeader("empty"));
        Assert.Null(message.GetHeader("K"));
        Assert.Equal("text/plain", message.ContentType);
    }

    [Theory]
    [InlineData(StompVersion.V12, "a\\c\\r\\n\\\\b:1\\c2\\r\\n\\\\3\n")]
    [InlineData(StompVersion.V11, "a\\c_\\n\\\\b:1\\c2 \\n\\\\3\n")]
    [InlineData(StompVersion.V10, "a___\\b:1:2  \\3\n")]
    public void A_header_of_1_2_goes_out_as_each_version_can_write_it(StompVersion version, string line)
    {
        Message message = FromSend("SEND\ndestination:/topic/a\na\\c\\r\\n\\\\b:1\\c2\\r\\n\\\\3\n\nbody\0");

        Assert.Equal($"destination:/topic/a\n{line}content-length:4\n\nbody\0", Tail(message, version));
        Assert.Equal("1:2\r\n\\3", message.GetHeader("a:\r\n\\b"));
    }

    [Theory]
    [InlineData("content-length\\c1:", "content-length")]
    [InlineData("content-length\\n:1", "content-length")]
    [InlineData("content-length\\r:1", "content-length")]
    [InlineData("x:1\\ncontent-length\\c1", "content-length")]
    [InlineData("x:1\\n\\nbody", "")]
    [InlineData("user-name\\cadmin:x", "user-name")]
    [InlineData("x:\\r\\nuser-name\\cadmin", "user-name")]
    public void Text_of_a_1_2_client_never_becomes_a_header_of_its_own_for_an_older_one(string header, string target)
    {
        Message message = FromSend($"SEND\ndestination:/topic/a\n{header}\n\nbody\0");
        foreach (StompVersion version in new[] { StompVersion.V10, StompVersion.V11, StompVersion.V12 })
        {
            string[] lines = Tail(message, version).Split("\n\n", 2)[0].Split('\n');

            Assert.Equal(3, lines.Length); // destination, the header, content-length: no line was added
            // A lenient peer may take CR for a line's end and blanks for nothing.
            Assert.DoesNotContain('\r', lines[1]);
            if (target.Length > 0) Assert.NotEqual(target, lines[1].Split(':')[0].Trim());
            Assert.Equal("content-length:4", lines[2]);
            Assert.EndsWith("\n\nbody\0", Tail(message, version), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(StompVersion.V10, "back\\slash:a:b\\c\n", "back\\slash", "a:b\\c")]
    [InlineData(StompVersion.V11, "a\\cb:c\\nd\n", "a:b", "c\nd")]
    public void Headers_of_older_publishers_mean_what_they_meant_to_them(StompVersion version, string line, string name, string value)
    {
        Message message = FromSend($"SEND\ndestination:/topic/a\n{line}\nx\0", version);

        Assert.Equal(value, message.GetHeader(name));
        Assert.Contains(line, Tail(message, version), StringComparison.Ordinal);
        string[] twelve = Tail(message, StompVersion.V12).Split('\n');
        Assert.Equal(Escape(name) + ":" + Escape(value), twelve[1]);

        static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\c", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_message_is_encoded_once_for_all_versions()
    {
        Message message = FromSend("SEND\ndestination:/topic/a\nk:v\n\nbody\0");
        message.AssignId("e"u8, 1);

        Assert.True(message.Tail(StompVersion.V10).Overlaps(message.Tail(StompVersion.V12)));
        Assert.True(message.Tail(StompVersion.V11).Overlaps(message.Tail(StompVersion.V12)));
    }

    [Theory]
    [InlineData("e", 1, "e-1")]
    [InlineData("0123456789abcdef", long.MaxValue, "0123456789abcdef-9223372036854775807")]
    public void The_brokers_number_becomes_the_message_id_in_every_version(string epoch, long sequence, string id)
    {
        foreach (string header in new[] { "k:v", "k:a\\cb" })
        {
            Message message = FromSend($"SEND\ndestination:/topic/a\n{header}\n\nbody\0");
            message.AssignId(Encoding.UTF8.GetBytes(epoch), sequence);

            foreach (StompVersion version in new[] { StompVersion.V10, StompVersion.V11, StompVersion.V12 })
                Assert.StartsWith($"message-id:{id}\ndestination:/topic/a\n", Tail(message, version), StringComparison.Ordinal);
            Assert.Equal(id, message.GetHeader("message-id"));
            Assert.Equal(sequence, message.Sequence);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(99_999)]
    [InlineData(100_000)]
    [InlineData(999_999)]
    [InlineData(1_000_000)]
    [InlineData(12_345_678)]
    public void Any_body_comes_through_whole_with_its_length(int length)
    {
        string body = new('x', length);
        Message message = FromSend($"SEND\ndestination:/topic/a\ncontent-length:{length}\n\n{body}\0");

        Assert.Equal(length, message.Body.Length);
        Assert.Equal($"destination:/topic/a\ncontent-length:{length}\n\n{body}\0", Tail(message, StompVersion.V12));
    }

    [Theory]
    [InlineData("", null, true)]
    [InlineData("text", null, true)]
    [InlineData("€", null, true)]
    [InlineData("{}", "application/json", true)]
    [InlineData("text", "application/octet-stream", false)]
    [InlineData("", "application/octet-stream", true)]
    [InlineData("a\0b", null, true)]
    public void Only_octets_that_are_no_text_or_are_declared_not_to_be_travel_as_binary(string body, string? type, bool text)
    {
        Assert.Equal(text, Message.Create("/topic/a", Encoding.UTF8.GetBytes(body), type).IsText);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { (byte)'a', 0xE2, 0x82 })]
    public void Octets_that_are_not_UTF_8_travel_as_binary_whatever_they_are_declared_to_be(byte[] body)
    {
        Assert.False(Message.Create("/topic/a", body).IsText);
        Assert.False(Message.Create("/topic/a", body, "text/plain").IsText);
    }

    [Fact]
    public void A_message_of_the_server_is_escaped_like_any_other()
    {
        Message message = Message.Create("/topic/a:b", "x"u8, "text/plain", [KeyValuePair.Create("na:me", "va\r\nlue")]);

        Assert.Equal("destination:/topic/a\\cb\ncontent-type:text/plain\nna\\cme:va\\r\\nlue\ncontent-length:1\n\nx\0", Tail(message, StompVersion.V12));
        Assert.Equal("/topic/a:b", message.Destination);
        Assert.Equal("va\r\nlue", message.GetHeader("na:me"));
        Assert.Equal("/topic/a:b", message.GetHeader("destination"));
        Assert.Throws<ArgumentException>(() => Message.Create("", default));
    }

    [Fact]
    public void An_escaped_destination_is_one_destination()
    {
        Message message = FromSend("SEND\ndestination:/topic/a\\cb\n\nx\0");

        Assert.Equal("/topic/a:b", message.Destination);
        Assert.Contains("destination:/topic/a:b\n", Tail(message, StompVersion.V10), StringComparison.Ordinal);
        Assert.Contains("destination:/topic/a\\cb\n", Tail(message, StompVersion.V12), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_for_another_destination_keeps_what_is_not_replaced()
    {
        Message message = FromSend("SEND\ndestination:/queue/a\nreason:old\nk:a\\cb\n\nbody\0");
        message.AssignId("e"u8, 1);

        Message moved = message.Readdress("/queue/dead"u8.ToArray(), "reason:rejected\nfrom:/queue/a\n"u8);
        moved.AssignId("e"u8, 2);

        Assert.Equal("message-id:e-2\ndestination:/queue/dead\nreason:rejected\nfrom:/queue/a\nk:a\\cb\ncontent-length:4\n\nbody\0", Tail(moved, StompVersion.V12));
        Assert.Contains("k:a:b\n", Tail(moved, StompVersion.V10), StringComparison.Ordinal);
        Assert.Equal(("/queue/dead", "/queue/a"), (moved.Destination, message.Destination));
    }

    private static Message FromSend(string frame, StompVersion version = StompVersion.V12)
    {
        using var reader = new FrameReader(new FrameLimits { MaxBodySize = int.MaxValue / 2, MaxFrameSize = int.MaxValue }) { Version = version };
        ReadOnlyMemory<byte> octets = Encoding.UTF8.GetBytes(frame);
        Assert.Equal(FrameReadStatus.Frame, reader.Read(ref octets));
        return Message.FromSend(reader.Frame);
    }

    private static string Tail(Message message, StompVersion version) => Encoding.UTF8.GetString(message.Tail(version));
}
