namespace Wava.Broker.Events;

/// <summary>Hears of one kind of event: <see cref="SessionConnected"/>, <see cref="SessionSubscribed"/>, <see cref="SessionUnsubscribed"/>,
/// <see cref="SessionDisconnected"/>, <see cref="LimitReached"/>, <see cref="AccessRefused"/> or <see cref="BrokerAvailabilityChanged"/>.</summary>
/// <typeparam name="TEvent">The kind of event.</typeparam>
/// <remarks>
/// Register it with <c>AddEventHandler</c>; a class may implement several. It lives in a service scope of its own for each event. The events of one
/// session come one after another, in the order in which they happened, and the session's next frame waits for them: what takes long belongs
/// elsewhere. What a handler throws is logged and disturbs nobody.
/// </remarks>
public interface IStompEventHandler<in TEvent>
    where TEvent : StompEvent
{
    /// <summary>Hears of an event.</summary>
    ValueTask HandleAsync(TEvent happened, CancellationToken cancellationToken);
}
