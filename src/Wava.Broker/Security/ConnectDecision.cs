using System.Security.Claims;

namespace Wava.Broker.Security;

/// <summary>The answer to a CONNECT frame.</summary>
public sealed class ConnectDecision
{
    private ConnectDecision(bool accepted, ClaimsPrincipal? user, DateTimeOffset? expiresAt, string? reason) =>
        (IsAccepted, User, ExpiresAt, Reason) = (accepted, user, expiresAt, reason);

    /// <summary>Whether the client may stay.</summary>
    public bool IsAccepted { get; }

    /// <summary>Who the client is, or null for whom the connection says it is.</summary>
    public ClaimsPrincipal? User { get; }

    /// <summary>When the sign-in expires; null: never, or together with what the connection says.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>What a refused client is told; null tells it nothing that would help to guess.</summary>
    public string? Reason { get; }

    /// <summary>Lets the client in.</summary>
    public static ConnectDecision Accept(ClaimsPrincipal? user = null) => new(true, user, null, null);

    /// <summary>Lets the client in until its sign-in expires, for instance the token that it brought.</summary>
    /// <param name="user">Who the client is.</param>
    /// <param name="expiresAt">Until when; null: for as long as it stays.</param>
    public static ConnectDecision Accept(ClaimsPrincipal? user, DateTimeOffset? expiresAt) => new(true, user, expiresAt, null);

    /// <summary>Turns the client away.</summary>
    public static ConnectDecision Refuse(string? reason = null) => new(false, null, null, reason);
}
