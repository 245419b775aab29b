namespace Wava.Broker.Brokers.Memory;

/// <summary>Why a queue gave up a message.</summary>
internal enum DeadLetterReason : byte
{
    /// <summary>A consumer refused it for good.</summary>
    Rejected,

    /// <summary>No consumer kept it, as often as it was tried.</summary>
    RedeliveredTooOften,

    /// <summary>Nobody took it in time.</summary>
    Expired,

    /// <summary>It made room for a newer one.</summary>
    Overflow,
}
