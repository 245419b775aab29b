using Wava.Broker.Sessions;

namespace Wava.Broker.Events;

/// <summary>A client has been answered CONNECTED.</summary>
/// <param name="Session">Its session.</param>
public sealed record SessionConnected(StompSession Session) : StompEvent;
