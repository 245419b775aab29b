namespace Wava.Broker.Sessions;

/// <summary>What came of a subscription: whether what the client had missed could be replayed, and where the destination stands.</summary>
/// <param name="Recovered">True: everything since the asked position was replayed. False: it cannot be. Null: nothing was asked.</param>
/// <param name="Position">The last message's id (<c>epoch-sequence</c>), from which a client can ask to go on; null without history.</param>
public readonly record struct SubscribeResult(bool? Recovered, string? Position);
