namespace Wava.Broker.Sessions;

/// <summary>The three policies for a full outbox.</summary>
internal enum OverflowKind : byte
{
    Disconnect,
    DropOldest,
    Conflate,
}
