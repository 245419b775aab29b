using System.Security.Claims;
using Wava.Broker.Frames;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Channels;

/// <summary>A client's frame on its way in. Valid until the interceptor's call has completed.</summary>
public sealed class InboundContext
{
    private readonly StompFrame _frame;

    internal InboundContext(StompSession session, StompFrame frame, CancellationToken stop)
    {
        (Session, _frame, CancellationToken) = (session, frame, stop);
        Destination = frame.GetString(KnownHeader.Destination);
    }

    /// <summary>Whose frame it is.</summary>
    public StompSession Session { get; }

    /// <summary>What the client asks for.</summary>
    public StompCommand Command => _frame.Command;

    /// <summary>Where a SEND goes or what a SUBSCRIBE listens to, null for other frames. May be changed.</summary>
    public string? Destination { get; set; }

    /// <summary>The message of a SEND, null for other frames. Another one may be put in its place; where it goes is up to <see cref="Destination"/>.</summary>
    public Message? Message { get; set; }

    /// <summary>On CONNECT, who the client shall be from now on; an authenticator's answer comes after it and has the last word.</summary>
    public ClaimsPrincipal? User { get; set; }

    /// <summary>Fires when the session has ended.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Any header of the frame, for instance a token in CONNECT; null when it is absent.</summary>
    public string? Header(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (int i = 0; i < _frame.HeaderCount; i++)
        {
            StompHeader header = _frame.GetHeader(i);
            if (header.GetName() == name) return header.GetValue();
        }

        return null;
    }
}
