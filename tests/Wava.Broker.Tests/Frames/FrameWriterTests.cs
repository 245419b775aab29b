using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Frames;

namespace Wava.Broker.Tests.Frames;

public sealed class FrameWriterTests
{
    [Fact]
    public void A_frame_without_a_body_ends_after_a_blank_line()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new FrameWriter(output, StompCommand.Receipt, StompVersion.V12);
        writer.Header("receipt-id"u8, "a:b");
        writer.Header("n"u8, -42);
        writer.End();
        Assert.Equal("RECEIPT\nreceipt-id:a\\cb\nn:-42\n\n\0", Text(output));
    }

    [Fact]
    public void A_body_is_counted_in_octets()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new FrameWriter(output, StompCommand.Error, StompVersion.V11);
        writer.Header("message"u8, "no\rgood"u8);
        writer.End("ä\0"u8);
        Assert.Equal("ERROR\nmessage:no good\ncontent-length:3\n\nä\0\0", Text(output));
    }

    [Theory]
    [InlineData(StompCommand.Connected)]
    [InlineData(StompCommand.Connect)]
    [InlineData(StompCommand.Stomp)]
    public void Frames_that_begin_a_session_are_not_escaped_and_still_hold_no_line_of_the_text(StompCommand command)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new FrameWriter(output, command, StompVersion.V12);
        writer.Header("user-name"u8, "a\\b:c\nsession:forged\r");
        writer.End();
        Assert.Equal($"{StompCommands.Text(command)}\nuser-name:a\\b:c session:forged \n\n\0", Text(output));
    }

    [Fact]
    public void A_long_value_is_written_whole()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new FrameWriter(output, StompCommand.Message, StompVersion.V12);
        string value = string.Concat(Enumerable.Repeat("世界:", 500));
        writer.Header("k"u8, value);
        writer.End();
        Assert.Equal(value, Assert.Single(ReadOutcome.Of(output.WrittenSpan.ToArray()).Frames)["k"]);
    }

    [Fact]
    public void A_command_that_is_none_is_not_written() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new FrameWriter(new ArrayBufferWriter<byte>(), StompCommand.Unknown, StompVersion.V12).End());

    [Fact]
    public void As_many_frames_are_read_as_were_written_whatever_stands_in_them()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
        {
            var version = (StompVersion)(seed % 3);
            var random = new Random(seed);
            var output = new ArrayBufferWriter<byte>();
            var written = new List<(string Command, int Headers, byte[]? Body)>();
            for (int i = random.Next(1, 6); i > 0; i--) written.Add(Write(output, version, random));

            byte[] wire = output.WrittenSpan.ToArray();
            ReadOutcome read = ReadOutcome.Of(wire, version);
            Assert.True(read.Same(ReferenceFrameParser.Parse(wire, version, FrameLimits.Default)));
            Assert.Equal(FrameErrorKind.None, read.Error);
            Assert.Equal(written.Select(w => (w.Command, w.Headers)), read.Frames.Select(f => (f.Command, f.Headers.Count)));
            Assert.All(written.Zip(read.Frames), pair => Assert.Equal(pair.First.Body ?? [], pair.Second.Body));
        }));
    }

    private static (string Command, int Headers, byte[]? Body) Write(ArrayBufferWriter<byte> output, StompVersion version, Random random)
    {
        var command = (StompCommand)random.Next(1, (int)StompCommand.Error + 1);
        var writer = new FrameWriter(output, command, version);
        int headers = random.Next(5);
        for (int i = 0; i < headers; i++) writer.Header(Encoding.UTF8.GetBytes("h" + Nasty(random)), Nasty(random));
        if (!StompCommands.MayHaveBody(command))
        {
            writer.End();
            return (StompCommands.Text(command), headers, null);
        }

        byte[] body = new byte[random.Next(40)];
        random.NextBytes(body);
        writer.End(body);
        return (StompCommands.Text(command), headers + 1, body);
    }

    private static string Nasty(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "\n\r\0:\\ acn\ud800é"[random.Next(11)]));

    private static string Text(ArrayBufferWriter<byte> output) => Encoding.UTF8.GetString(output.WrittenSpan);
}
