using System.Security.Claims;

namespace Wava.Broker.Security;

/// <summary>A client's wish to send to or listen to a destination: what rules and policies decide about.</summary>
/// <param name="user">Who the client is, or null.</param>
/// <param name="sessionId">Its session.</param>
/// <param name="action">What it wants.</param>
/// <param name="destination">Where; a subscription may name a pattern.</param>
public sealed class DestinationAccess(ClaimsPrincipal? user, string sessionId, DestinationAction action, string destination)
{
    /// <summary>Who the client is, or null when nobody asked.</summary>
    public ClaimsPrincipal? User { get; } = user;

    /// <summary>By which name messages are addressed to the client's user: as a rule that of the sign-in. Null: by none.</summary>
    internal string? UserName { get; init; } = user?.Identity?.Name;

    /// <summary>The client's session.</summary>
    public string SessionId { get; } = sessionId;

    /// <summary>What the client wants.</summary>
    public DestinationAction Action { get; } = action;

    /// <summary>Where; a subscription may name a pattern.</summary>
    public string Destination { get; } = destination;

    /// <summary>Whether it is a subscription to a pattern, and so to many destinations at once.</summary>
    public bool IsPattern => Action == DestinationAction.Subscribe && Destination.Contains('*', StringComparison.Ordinal);

    /// <summary>What the variables of the rule's pattern stand for: <c>room</c> in <c>/topic/rooms/{room}</c>.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; internal set; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;
}
