namespace Wava.Web.Rooms.Contract;

/// <summary>Mute somebody, or ask them to unmute.</summary>
internal sealed record MuteBody(bool? Muted);
