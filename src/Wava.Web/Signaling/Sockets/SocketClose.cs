using System.Net.WebSockets;

namespace Wava.Web.Signaling.Sockets;

/// <summary>Why the server closes a bare WebSocket, as its client reads it.</summary>
/// <param name="Code">The close code.</param>
/// <param name="Words">A few words.</param>
internal sealed record SocketClose(int Code, string Words)
{
    public static readonly SocketClose Normal = new(1000, "");
    public static readonly SocketClose NotText = new(1003, "Send text");
    public static readonly SocketClose TooFast = new(1008, "Too many messages");
    public static readonly SocketClose Refused = new(1008, "Refused");
    public static readonly SocketClose TooLarge = new(1009, "The message is too large");
    public static readonly SocketClose Failed = new(1011, "Server error");
    public static readonly SocketClose Restart = new(1012, "The server is restarting");
    public static readonly SocketClose NotSignedIn = new(4401, "Not signed in");
    public static readonly SocketClose Expired = new(4401, "The sign-in has expired");
    public static readonly SocketClose NoMember = new(4403, "No member of this room");
    public static readonly SocketClose Full = new(4409, "The call is full");
    public static readonly SocketClose Replaced = new(4410, "Another connection has taken over");
    public static readonly SocketClose TooSlow = new(4500, "Reads too slowly");

    public WebSocketCloseStatus Status => (WebSocketCloseStatus)Code;
}
