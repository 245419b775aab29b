namespace Wava.Web.Signaling.Sockets;

/// <summary>Signs one WebSocket in.</summary>
/// <param name="Id">What is shown.</param>
/// <param name="ExpiresAt">Until when it can be used.</param>
/// <param name="IssuedAt">When it was given out, by the clock's timestamps.</param>
/// <param name="SignIn">Whose it is.</param>
internal sealed record Ticket(string Id, DateTimeOffset ExpiresAt, long IssuedAt, SignIn SignIn);
