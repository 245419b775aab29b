using System.Buffers;
using Wava.Broker.Frames;

namespace Wava.Broker.Sessions;

/// <summary>The frames that a session itself says: everything but MESSAGE.</summary>
internal static class ControlFrames
{
    /// <summary>A heart-beat: a single line's end.</summary>
    public static readonly byte[] HeartBeat = "\n"u8.ToArray();

    public static byte[] Receipt(ReadOnlySpan<byte> receiptId, SubscribeResult? subscribed, StompVersion version)
    {
        var output = new ArrayBufferWriter<byte>(64);
        var frame = new FrameWriter(output, StompCommand.Receipt, version);
        frame.Header("receipt-id"u8, receiptId);
        if (subscribed is { Recovered: { } recovered }) frame.Header("wava-recovered"u8, recovered ? "true" : "false");
        if (subscribed is { Position: { } position }) frame.Header("wava-position"u8, position);
        frame.End();
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Connected(StompVersion version, string session, string? user, (int Outgoing, int Incoming) heartBeat)
    {
        var output = new ArrayBufferWriter<byte>(160);
        var frame = new FrameWriter(output, StompCommand.Connected, version);
        frame.Header("version"u8, StompVersions.Text(version));
        if (version != StompVersion.V10) frame.Header("heart-beat"u8, $"{heartBeat.Outgoing},{heartBeat.Incoming}");
        if (user is not null) frame.Header("user-name"u8, OneLine(user));
        frame.Header("session"u8, session);
        frame.Header("server"u8, ServerName.Value);
        frame.End();
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Error(ErrorReply error, StompVersion version)
    {
        var output = new ArrayBufferWriter<byte>(256);
        var frame = new FrameWriter(output, StompCommand.Error, version);
        if (error.Versions is not null) frame.Header("version"u8, error.Versions);
        frame.Header("message"u8, error.Message);
        if (error.ReceiptId is not null) frame.Header("receipt-id"u8, error.ReceiptId);
        frame.Header("content-type"u8, "text/plain;charset=utf-8");
        frame.End(System.Text.Encoding.UTF8.GetBytes(error.Details + "\n"));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>CONNECTED is not escaped in any version: what would start another header line must not get into it.</summary>
    private static string OneLine(string text) => text.AsSpan().IndexOfAny('\r', '\n', '\0') < 0
        ? text
        : text.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ');
}
