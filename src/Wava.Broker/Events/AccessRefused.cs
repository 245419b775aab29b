using Wava.Broker.Sessions;

namespace Wava.Broker.Events;

/// <summary>A client wanted to do what it may not do.</summary>
/// <param name="Session">Its session.</param>
/// <param name="Command">What it wanted: SEND or SUBSCRIBE.</param>
/// <param name="Destination">Where.</param>
public sealed record AccessRefused(StompSession Session, string Command, string Destination) : StompEvent;
