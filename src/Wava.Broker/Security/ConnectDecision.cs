using System.Security.Claims;

namespace Wava.Broker.Security;

/// <summary>The answer to a CONNECT frame.</summary>
public sealed class ConnectDecision
{
    private ConnectDecision(bool accepted, ClaimsPrincipal? user, string? reason) => (IsAccepted, User, Reason) = (accepted, user, reason);

    /// <summary>Whether the client may stay.</summary>
    public bool IsAccepted { get; }

    /// <summary>Who the client is, or null for whom the connection says it is.</summary>
    public ClaimsPrincipal? User { get; }

    /// <summary>What a refused client is told; null tells it nothing that would help to guess.</summary>
    public string? Reason { get; }

    /// <summary>Lets the client in.</summary>
    public static ConnectDecision Accept(ClaimsPrincipal? user = null) => new(true, user, null);

    /// <summary>Turns the client away.</summary>
    public static ConnectDecision Refuse(string? reason = null) => new(false, null, reason);
}
