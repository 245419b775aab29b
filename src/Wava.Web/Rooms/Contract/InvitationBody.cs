namespace Wava.Web.Rooms.Contract;

/// <summary>How long and how often an invitation is good.</summary>
internal sealed record InvitationBody(int? ExpiresInHours, int? Uses);
