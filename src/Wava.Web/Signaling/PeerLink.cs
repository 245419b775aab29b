using System.Collections.Concurrent;
using Wava.Web.Signaling.News;

namespace Wava.Web.Signaling;

/// <summary>A connection by which peers are reached: at most one in each room. Two links are the same only if they are one object.</summary>
/// <param name="pace">How fast it may ask for things.</param>
internal abstract class PeerLink(Pace pace)
{
    /// <summary>How fast it may ask for things; of all rooms together.</summary>
    public Pace Pace { get; } = pace;

    /// <summary>The rooms in whose calls it is or was.</summary>
    public ConcurrentDictionary<string, byte> Rooms { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it hears of what happens in the room only if it is told by name: it does not listen to the room's topic.</summary>
    public abstract bool IsToldOfRoom { get; }

    /// <summary>Whether its peer may come back by another connection when this one is lost, and is waited for.</summary>
    public virtual bool MayComeBack => true;

    /// <summary>Whether something can still be sent to it.</summary>
    public abstract bool IsOpen { get; }

    /// <summary>Sends something, without waiting for it to be read.</summary>
    /// <returns>Whether somebody takes it.</returns>
    public abstract ValueTask<bool> SendAsync(CallNews news);
}
