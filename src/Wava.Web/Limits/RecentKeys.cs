using System.Diagnostics.CodeAnalysis;

namespace Wava.Web.Limits;

/// <summary>Remembers something for the keys that were met last. Never more than so many, and at least half of them.</summary>
/// <remarks>
/// There are two generations. What is met goes into the young one; when that is full it becomes the old one, and what was old and has not been met since is forgotten. So every
/// step takes the same short time, and a flood of keys costs no memory. Not safe for several threads.
/// </remarks>
internal sealed class RecentKeys<TValue>(int most)
{
    private Dictionary<string, TValue> _young = new(StringComparer.Ordinal);
    private Dictionary<string, TValue> _old = new(StringComparer.Ordinal);

    public int Count => _young.Count + _old.Count;

    public bool TryGet(string key, [MaybeNullWhen(false)] out TValue value) => _young.TryGetValue(key, out value) || _old.TryGetValue(key, out value);

    public void Set(string key, TValue value)
    {
        _old.Remove(key);
        if (_young.Count >= most / 2 && !_young.ContainsKey(key)) (_old, _young) = (_young, new Dictionary<string, TValue>(StringComparer.Ordinal));
        _young[key] = value;
    }

    public void Remove(string key)
    {
        _young.Remove(key);
        _old.Remove(key);
    }
}
