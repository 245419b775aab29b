namespace Wava.Web.Signaling.Sockets;

/// <summary>Says who a bare socket is.</summary>
/// <param name="Token">An access token.</param>
/// <param name="Device">By which it is the same peer again when it comes back; null: it does not.</param>
/// <param name="State">What it begins with.</param>
internal sealed record SocketSignIn(string Token, string? Device = null, StateChange? State = null);
