namespace Wava.Broker.Brokers.Memory;

/// <summary>Why a queue does not take a message.</summary>
internal enum QueueRefusal : byte
{
    None,
    TooManyMessages,
    TooManyBytes,
    TooManyBytesInAll,
    TooLarge,
    TooManyQueues,

    /// <summary>The queue has just vanished; its name's next one may take the message.</summary>
    Vanished,
}
