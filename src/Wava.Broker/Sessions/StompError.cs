namespace Wava.Broker.Sessions;

/// <summary>An ERROR frame that is about to be sent. The connection is closed after it in any case.</summary>
public sealed class StompError
{
    internal StompError(StompSession session, string message, string details, Exception? cause) =>
        (Session, Message, Details, Cause) = (session, message, details, cause);

    /// <summary>Whose client is told.</summary>
    public StompSession Session { get; }

    /// <summary>What is wrong, in a few words: the frame's <c>message</c> header.</summary>
    public string Message { get; set; }

    /// <summary>What a person can do about it: the frame's body.</summary>
    public string Details { get; set; }

    /// <summary>What was thrown, if that is the reason. Its text is not for the client unless it is a <see cref="StompException"/>.</summary>
    public Exception? Cause { get; }

    /// <summary>Whether the client is told nothing before its connection is closed.</summary>
    public bool IsSilent { get; set; }
}
