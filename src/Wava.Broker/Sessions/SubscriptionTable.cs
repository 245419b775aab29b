using System.Diagnostics.CodeAnalysis;

namespace Wava.Broker.Sessions;

/// <summary>The subscriptions of one session by their ids, in the order in which they came.</summary>
/// <remarks>Most sessions have one or two, and there are many sessions: a dictionary, which is a few times larger, comes only when there is something to search.</remarks>
internal sealed class SubscriptionTable
{
    private const int Few = 8;
    private readonly List<Subscription> _all = new(1);
    private Dictionary<string, Subscription>? _byId;

    public int Count => _all.Count;

    public List<Subscription> All => _all;

    public bool TryGet(string id, [NotNullWhen(true)] out Subscription? subscription)
    {
        if (_byId is not null) return _byId.TryGetValue(id, out subscription);
        foreach (Subscription each in _all)
        {
            if (each.Id != id) continue;
            subscription = each;
            return true;
        }

        subscription = null;
        return false;
    }

    /// <summary>Adds a subscription whose id no other one here has.</summary>
    public void Add(Subscription subscription)
    {
        _all.Add(subscription);
        if (_byId is not null) _byId.Add(subscription.Id, subscription);
        else if (_all.Count > Few) _byId = _all.ToDictionary(each => each.Id, StringComparer.Ordinal);
    }

    public void Remove(Subscription subscription)
    {
        _all.Remove(subscription);
        _byId?.Remove(subscription.Id);
    }

    public void Clear()
    {
        _all.Clear();
        _byId = null;
    }
}
