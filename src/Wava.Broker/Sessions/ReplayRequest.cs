namespace Wava.Broker.Sessions;

/// <summary>What of a destination's history a new subscription asks for.</summary>
/// <param name="Count">The last so many messages (<c>wava-replay</c>); 0 when <paramref name="Epoch"/> counts.</param>
/// <param name="Epoch">The epoch of the last message seen (<c>wava-since</c>), or null.</param>
/// <param name="Sequence">The number of the last message seen.</param>
public sealed record ReplayRequest(int Count, string? Epoch, long Sequence);
