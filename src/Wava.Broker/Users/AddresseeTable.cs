using System.Collections.Concurrent;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Users;

/// <summary>Finds those who listen to user destinations, by the user's name or by the session's id, and delivers to them.</summary>
/// <remarks>
/// <para>
/// The problem: what is sent to one user must reach all of that user's sessions and nobody else's, in one order, whoever sends; sessions come and
/// go at any time; and nothing may be left of those that went.
/// </para>
/// <para>
/// The idea: an <see cref="Addressee"/> for each user who listens, with a lock of its own. Under it a message gets its number and is put into the
/// outboxes, which never wait; subscriptions come in and go under it too, so that each message is clearly before or after. A session of an
/// unknown user is an addressee by itself. What is sent to a single session takes the lock of its user: so all that a session is sent by way of
/// user destinations arrives in the order in which it was sent, and its numbers rise. Between different users nothing is ordered.
/// </para>
/// <para>
/// The cost: one look-up and one lock per message, then a comparison per subscription of the addressee; nothing is allocated. Whoever
/// subscribes to no user destination is not in the table.
/// </para>
/// </remarks>
internal sealed class AddresseeTable(UserNames names, MessageSequence sequence)
{
    private readonly ConcurrentDictionary<string, Addressee> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ListeningSession> _bySession = new(StringComparer.Ordinal);

    /// <summary>How many users listen.</summary>
    public int UserCount => _byName.Count;

    /// <summary>How many sessions listen.</summary>
    public int SessionCount => _bySession.Count;

    /// <summary>Whether a user of that name listens.</summary>
    public bool HasUser(string name) => _byName.ContainsKey(name);

    /// <summary>Whether a session of that id listens.</summary>
    public bool HasSession(string id) => _bySession.ContainsKey(id);

    /// <summary>Delivers to all sessions of a user, and counts the subscriptions that took it.</summary>
    public int DeliverToUser(string name, Message message)
    {
        if (!_byName.TryGetValue(name, out Addressee? addressee)) return 0;
        // One that goes meanwhile has no sessions left: for a moment nobody listened, and this message falls into that moment.
        lock (addressee.Gate)
        {
            sequence.Number(message);
            return addressee.Deliver(message);
        }
    }

    /// <summary>Delivers to one session, and counts the subscriptions that took it.</summary>
    public int DeliverToSession(string id, Message message)
    {
        if (!_bySession.TryGetValue(id, out ListeningSession? session)) return 0;
        lock (session.Addressee.Gate)
        {
            sequence.Number(message);
            return session.Deliver(message);
        }
    }

    public void Add(UserListener listener)
    {
        StompSession session = listener.Subscription.Session;
        while (true)
        {
            // A session subscribes and unsubscribes in turn, never twice at once: what is found here stays.
            bool known = _bySession.TryGetValue(session.Id, out ListeningSession? listening);
            Addressee addressee = known ? listening!.Addressee
                : names.Of(session) is { } name ? _byName.GetOrAdd(name, static name => new Addressee(name)) : new Addressee(null);
            lock (addressee.Gate)
            {
                if (addressee.Removed) continue;
                if (!known)
                {
                    listening = new ListeningSession(session.Id, addressee);
                    addressee.Add(listening);
                }

                listening!.Add(listener);
                if (!known) _bySession[session.Id] = listening;
                return;
            }
        }
    }

    /// <summary>Takes a listener out. When this returns nothing more is delivered to it.</summary>
    public void Remove(UserListener listener)
    {
        if (listener.Owner is not { } session) return;
        Addressee addressee = session.Addressee;
        lock (addressee.Gate)
        {
            session.Remove(listener);
            if (!session.IsDeaf) return;
            _bySession.TryRemove(session.Id, out _);
            addressee.Remove(session);
            if (!addressee.IsIdle) return;
            addressee.Removed = true;
            if (addressee.Name is { } name) _byName.TryRemove(name, out _);
        }
    }
}
