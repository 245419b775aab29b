namespace Wava.Broker.Sessions;

/// <summary>What a client is told before its connection is closed.</summary>
/// <param name="Close">How the connection is closed then.</param>
/// <param name="Message">What is wrong, in a few words.</param>
/// <param name="Details">What a person can do about it.</param>
internal sealed record ErrorReply(CloseReason Close, string Message, string Details)
{
    /// <summary>The receipt that the frame at fault had asked for, unescaped.</summary>
    public byte[]? ReceiptId { get; init; }

    /// <summary>The versions the server speaks, when that is the matter.</summary>
    public string? Versions { get; init; }

    /// <summary>What was thrown, if that is the reason.</summary>
    public Exception? Cause { get; init; }

    /// <summary>Which limit was reached, for the metric; null when none.</summary>
    public string? Limit { get; init; }
}
