using Microsoft.Extensions.Options;
using Wava.Web.Accounts;
using Wava.Web.Problems;
using Wava.Web.Storage;

namespace Wava.Web.Signaling.Sockets;

/// <summary>Gives out tickets, which sign a WebSocket in once and for which an address is no bad place: they are worth nothing when they stand in a log.</summary>
internal sealed class Tickets(IOptions<SignalingOptions> options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Ticket> _oldestFirst = [];
    private readonly Dictionary<string, LinkedListNode<Ticket>> _byId = new(StringComparer.Ordinal);

    /// <summary>Makes a ticket for somebody.</summary>
    public Ticket Issue(SignIn signIn)
    {
        var ticket = new Ticket(Ids.New(), time.GetUtcNow() + options.Value.TicketTime, time.GetTimestamp(), signIn);
        string user = CurrentUser.Of(signIn.User).Id;
        lock (_gate)
        {
            while (_oldestFirst.First is { } oldest && IsOver(oldest.Value)) Remove(oldest);
            List<LinkedListNode<Ticket>> own = [.. _byId.Values.Where(each => each.Value.SignIn.User.Identity?.Name == user)];
            if (own.Count >= options.Value.TicketsPerUser) Remove(own.MinBy(each => each.Value.IssuedAt)!);
            if (_byId.Count >= options.Value.MaxTickets)
                throw new ProblemException(ProblemCode.Busy, StatusCodes.Status503ServiceUnavailable, "There are too many tickets.", "Try again in a moment.") { RetryAfter = options.Value.TicketTime };
            _byId.Add(ticket.Id, _oldestFirst.AddLast(ticket));
        }

        return ticket;
    }

    /// <summary>Takes a ticket, which is then used up.</summary>
    /// <returns>Whose it was; null when it is not good, or not any more.</returns>
    public SignIn? Use(string id)
    {
        lock (_gate)
        {
            if (!_byId.TryGetValue(id, out LinkedListNode<Ticket>? found)) return null;
            Remove(found);
            return IsOver(found.Value) || found.Value.SignIn.ExpiresAt <= time.GetUtcNow() ? null : found.Value.SignIn;
        }
    }

    /// <summary>Takes back the tickets of sign-ins that have ended.</summary>
    public void Revoke(Predicate<System.Security.Claims.ClaimsPrincipal> isMeant)
    {
        lock (_gate)
        {
            foreach (LinkedListNode<Ticket> each in _byId.Values.Where(each => isMeant(each.Value.SignIn.User)).ToList()) Remove(each);
        }
    }

    private bool IsOver(Ticket ticket) => time.GetElapsedTime(ticket.IssuedAt) >= options.Value.TicketTime;

    private void Remove(LinkedListNode<Ticket> ticket)
    {
        _oldestFirst.Remove(ticket);
        _byId.Remove(ticket.Value.Id);
    }
}
