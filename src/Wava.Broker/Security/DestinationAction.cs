namespace Wava.Broker.Security;

/// <summary>What a client can do with a destination.</summary>
public enum DestinationAction
{
    /// <summary>Send a message to it.</summary>
    Send,

    /// <summary>Listen to it.</summary>
    Subscribe,
}
