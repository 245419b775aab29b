using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Channels;

/// <summary>A message on its way to the broker or to a user.</summary>
public sealed class BrokerContext
{
    internal BrokerContext(Message message, StompSession? sender, CancellationToken stop) => (Message, Sender, CancellationToken) = (message, sender, stop);

    /// <summary>The message. Another one may be put in its place, for the same destination or another one of the same kind.</summary>
    public Message Message { get; set; }

    /// <summary>The session whose client, or whose handler, sends it; null when the application itself does.</summary>
    public StompSession? Sender { get; }

    /// <summary>The user it is for, when it goes to one user's sessions.</summary>
    public string? User { get; internal init; }

    /// <summary>The session it is for, when it goes to one session.</summary>
    public string? SessionId { get; internal init; }

    /// <summary>Fires when nobody waits any more.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>How many subscriptions took it, when it goes to a user.</summary>
    internal int Reached { get; set; }
}
