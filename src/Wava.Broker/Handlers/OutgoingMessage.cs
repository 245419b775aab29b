namespace Wava.Broker.Handlers;

/// <summary>An answer that says itself where it goes. A handler returns one, or several as an <see cref="IEnumerable{T}"/> or <see cref="IAsyncEnumerable{T}"/>.</summary>
public sealed class OutgoingMessage
{
    private OutgoingMessage(OutgoingTarget target, string? name, string? destination, object? payload) =>
        (Target, Name, Destination, Payload) = (target, name, destination, payload);

    /// <summary>The body, before its conversion.</summary>
    public object? Payload { get; }

    /// <summary>Where it goes, without the user prefix when it goes to a user or session; null: where the handler's answers go.</summary>
    public string? Destination { get; }

    /// <summary>Headers of your own.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    internal OutgoingTarget Target { get; }

    /// <summary>The user or the session it goes to.</summary>
    internal string? Name { get; }

    /// <summary>The same message with one more header.</summary>
    public OutgoingMessage WithHeader(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        return new OutgoingMessage(Target, Name, Destination, Payload) { Headers = new Dictionary<string, string>(Headers, StringComparer.Ordinal) { [name] = value } };
    }

    /// <summary>An answer that goes where the handler's answers go; for one that carries headers.</summary>
    public static OutgoingMessage Reply(object payload) => new(OutgoingTarget.Reply, null, null, payload);

    /// <summary>A message to everybody who listens to a destination.</summary>
    public static OutgoingMessage To(string destination, object payload) => new(OutgoingTarget.Destination, null, destination, payload);

    /// <summary>A message to all sessions of a user.</summary>
    public static OutgoingMessage ToUser(string user, string destination, object payload) => new(OutgoingTarget.User, user, destination, payload);

    /// <summary>A message to one session.</summary>
    public static OutgoingMessage ToSession(string sessionId, string destination, object payload) => new(OutgoingTarget.Session, sessionId, destination, payload);
}
