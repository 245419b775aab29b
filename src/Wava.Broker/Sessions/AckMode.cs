namespace Wava.Broker.Sessions;

/// <summary>When a message counts as consumed: the <c>ack</c> header of a SUBSCRIBE frame.</summary>
public enum AckMode
{
    /// <summary>As soon as it has been sent.</summary>
    Auto,

    /// <summary>When this message or a later one of the subscription is acknowledged.</summary>
    Client,

    /// <summary>When this very message is acknowledged.</summary>
    ClientIndividual,
}
