namespace Wava.Web.Signaling;

/// <summary>What became of a signal.</summary>
internal enum SignalOutcome
{
    /// <summary>It is on its way.</summary>
    Sent,

    /// <summary>Its receiver is away; it waits.</summary>
    Kept,

    /// <summary>Its sender is no peer of this call.</summary>
    NotJoined,

    /// <summary>Its receiver is no peer of this call.</summary>
    NoSuchPeer,

    /// <summary>Its receiver is away, and too much waits for it already.</summary>
    NotKept,
}
