namespace Wava.Web.Signaling.Sockets;

/// <summary>A ticket for whoever has asked for it.</summary>
internal sealed record TicketAnswer(string Ticket, DateTime ExpiresAt);
