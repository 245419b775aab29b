namespace Wava.Broker.Tests.Model;

/// <summary>What a client of a stress run saw or did.</summary>
internal enum StressEventKind
{
    /// <summary>A MESSAGE was written to the client.</summary>
    Delivered,

    /// <summary>The same, and with it consumed.</summary>
    DeliveredForGood,

    /// <summary>The client is about to acknowledge it.</summary>
    Acknowledging,

    /// <summary>The acknowledgement's receipt was written to the client.</summary>
    Acknowledged,

    /// <summary>The client is about to end the subscription; what is written from now on may belong to others already.</summary>
    Ending,
}
