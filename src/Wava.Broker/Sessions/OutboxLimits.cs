namespace Wava.Broker.Sessions;

/// <summary>How much may wait for one client.</summary>
internal readonly record struct OutboxLimits(long MaxOctets, int MaxFrames);
