using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Channels;

/// <summary>Somebody who takes messages that the server itself sends: the broker, and user destinations.</summary>
internal interface IPublishRoute
{
    /// <summary>Whether the destination is this route's.</summary>
    bool Covers(ReadOnlySpan<byte> destination);

    /// <summary>Takes a message. Completed: it has its place in the destination's order.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">The session whose handler sends it; null when the application itself does.</param>
    /// <param name="stop">Gives up.</param>
    ValueTask PublishAsync(Message message, StompSession? sender, CancellationToken stop);
}
