namespace Wava.Broker.Frames;

/// <summary>The commands' spelling, and what depends on the command alone.</summary>
internal static class StompCommands
{
    public static ReadOnlySpan<byte> Utf8(StompCommand command) => command switch
    {
        StompCommand.Connect => "CONNECT"u8,
        StompCommand.Stomp => "STOMP"u8,
        StompCommand.Connected => "CONNECTED"u8,
        StompCommand.Send => "SEND"u8,
        StompCommand.Subscribe => "SUBSCRIBE"u8,
        StompCommand.Unsubscribe => "UNSUBSCRIBE"u8,
        StompCommand.Ack => "ACK"u8,
        StompCommand.Nack => "NACK"u8,
        StompCommand.Begin => "BEGIN"u8,
        StompCommand.Commit => "COMMIT"u8,
        StompCommand.Abort => "ABORT"u8,
        StompCommand.Disconnect => "DISCONNECT"u8,
        StompCommand.Message => "MESSAGE"u8,
        StompCommand.Receipt => "RECEIPT"u8,
        StompCommand.Error => "ERROR"u8,
        _ => default,
    };

    public static string Text(StompCommand command) => command switch
    {
        StompCommand.Connect => "CONNECT",
        StompCommand.Stomp => "STOMP",
        StompCommand.Connected => "CONNECTED",
        StompCommand.Send => "SEND",
        StompCommand.Subscribe => "SUBSCRIBE",
        StompCommand.Unsubscribe => "UNSUBSCRIBE",
        StompCommand.Ack => "ACK",
        StompCommand.Nack => "NACK",
        StompCommand.Begin => "BEGIN",
        StompCommand.Commit => "COMMIT",
        StompCommand.Abort => "ABORT",
        StompCommand.Disconnect => "DISCONNECT",
        StompCommand.Message => "MESSAGE",
        StompCommand.Receipt => "RECEIPT",
        StompCommand.Error => "ERROR",
        _ => "",
    };

    public static StompCommand Parse(ReadOnlySpan<byte> word)
    {
        if (word.IsEmpty) return StompCommand.Unknown;

        // Length and first octet leave one candidate each; the comparison then decides.
        StompCommand candidate = (word.Length, word[0]) switch
        {
            (4, (byte)'S') => StompCommand.Send,
            (7, (byte)'M') => StompCommand.Message,
            (3, (byte)'A') => StompCommand.Ack,
            (9, (byte)'S') => StompCommand.Subscribe,
            (11, (byte)'U') => StompCommand.Unsubscribe,
            (7, (byte)'C') => StompCommand.Connect,
            (5, (byte)'S') => StompCommand.Stomp,
            (9, (byte)'C') => StompCommand.Connected,
            (4, (byte)'N') => StompCommand.Nack,
            (5, (byte)'B') => StompCommand.Begin,
            (6, (byte)'C') => StompCommand.Commit,
            (5, (byte)'A') => StompCommand.Abort,
            (10, (byte)'D') => StompCommand.Disconnect,
            (7, (byte)'R') => StompCommand.Receipt,
            (5, (byte)'E') => StompCommand.Error,
            _ => StompCommand.Unknown,
        };
        return word.SequenceEqual(Utf8(candidate)) ? candidate : StompCommand.Unknown;
    }

    /// <summary>The frames that begin a session: no version is agreed on yet, so nothing in them is escaped.</summary>
    public static bool BeginsSession(StompCommand command) =>
        command is StompCommand.Connect or StompCommand.Stomp or StompCommand.Connected;

    public static bool MayHaveBody(StompCommand command) =>
        command is StompCommand.Send or StompCommand.Message or StompCommand.Error;
}
