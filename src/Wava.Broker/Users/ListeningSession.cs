using Wava.Broker.Messages;

namespace Wava.Broker.Users;

/// <summary>A session that listens to user destinations. Guarded by its addressee's lock.</summary>
internal sealed class ListeningSession(string id, Addressee addressee)
{
    private readonly List<UserListener> _listeners = new(1);

    public string Id { get; } = id;

    public Addressee Addressee { get; } = addressee;

    /// <summary>Where it stands in its addressee's list, so that taking it out needs no search.</summary>
    public int Index { get; set; }

    /// <summary>Whether it listens to nothing any more: the table then lets go of it.</summary>
    public bool IsDeaf => _listeners.Count == 0;

    public void Add(UserListener listener)
    {
        listener.Owner = this;
        _listeners.Add(listener);
    }

    public void Remove(UserListener listener) => _listeners.Remove(listener);

    /// <summary>Delivers a message to all of its subscriptions that are meant, and counts those that took it.</summary>
    public int Deliver(Message message)
    {
        int took = 0;
        foreach (UserListener listener in _listeners)
        {
            if (listener.Deliver(message)) took++;
        }

        return took;
    }
}
