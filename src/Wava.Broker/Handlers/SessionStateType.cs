namespace Wava.Broker.Handlers;

/// <summary>A type of which each session has one of its own (<c>AddSessionState</c>).</summary>
internal sealed record SessionStateType(Type Type);
