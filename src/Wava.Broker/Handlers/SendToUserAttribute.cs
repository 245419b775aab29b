namespace Wava.Broker.Handlers;

/// <summary>Lets a handler's answer go to the user who sent the message: to all the user's sessions, or to the sending one only.</summary>
/// <param name="destinations">One or more destinations without the user prefix, for instance <c>/queue/errors</c>. None: the answer to <c>/app/chat</c> goes to <c>/queue/chat</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SendToUserAttribute(params string[] destinations) : Attribute
{
    /// <summary>The destinations, without the user prefix.</summary>
    public IReadOnlyList<string> Destinations { get; } = destinations;

    /// <summary>Whether all sessions of the user get the answer (the default), or only the one that sent the message.</summary>
    public bool Broadcast { get; set; } = true;
}
