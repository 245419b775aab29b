using System.Text.Json;

namespace Wava.Web.Signaling.Sockets;

/// <summary>What a bare socket says.</summary>
/// <param name="Event">What it is.</param>
/// <param name="Data">What is said.</param>
/// <param name="To">To whom; null: to all others.</param>
internal sealed record SocketMessage(string Event, JsonElement Data = default, string? To = null);
