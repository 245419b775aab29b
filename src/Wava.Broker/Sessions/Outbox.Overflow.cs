using Wava.Broker.Messages;

namespace Wava.Broker.Sessions;

internal sealed partial class Outbox
{
    private Dictionary<ConflationKey, long>? _conflated;
    private long _dropFrom;

    /// <summary>How many keys are remembered.</summary>
    internal int ConflationKeys => _conflated?.Count ?? 0;

    /// <summary>Which waiting message a new one replaces: same subscription, same value in the key header.</summary>
    private readonly record struct ConflationKey(int Subscription, int ValueHash);

    /// <summary>Drops the oldest messages whose policy allows it until <paramref name="size"/> octets fit.</summary>
    private bool MakeRoom(int size)
    {
        // Holes and frames that may not go are passed over once, not at every call.
        for (_dropFrom = Math.Max(_dropFrom, _first); _dropFrom < _first + _count; _dropFrom++)
        {
            if (!IsFull(size)) return true;
            ref OutboxEntry entry = ref At(_dropFrom);
            if (entry is not { Subscription: { } subscription, Delivery: null }) continue;
            if (subscription.Overflow.Kind == OverflowKind.Disconnect) continue;
            subscription.Ledger?.Forget(entry.AckSequence);
            Drop(ref entry);
            CountDropped(subscription);
        }

        return !IsFull(size);
    }

    /// <summary>Drops the waiting message that this one replaces, if there is one.</summary>
    private void Conflate(Message message, Subscription subscription)
    {
        if (!message.TryGetHeader(subscription.Overflow.ConflationKeyOctets, out ReadOnlySpan<byte> value)) return;
        var hash = new HashCode();
        hash.AddBytes(value);
        var key = new ConflationKey(subscription.Number, hash.ToHashCode());
        _conflated ??= [];
        if (_conflated.TryGetValue(key, out long position) && position >= _first && position < _first + _count)
        {
            ref OutboxEntry old = ref At(position);
            if (old is { Payload: Message waiting, Delivery: null } && old.Subscription == subscription
                && waiting.TryGetHeader(subscription.Overflow.ConflationKeyOctets, out ReadOnlySpan<byte> waitingValue)
                && waitingValue.SequenceEqual(value))
            {
                subscription.Ledger?.Forget(old.AckSequence);
                Drop(ref old);
                CountDropped(subscription);
            }
        }

        _conflated[key] = _first + _count;
        if (_conflated.Count > 64 + (2 * _waiting)) ForgetSentKeys();
    }

    /// <summary>An outbox that is never quite empty must not remember the keys of all it ever sent.</summary>
    private void ForgetSentKeys()
    {
        foreach ((ConflationKey key, long position) in _conflated!)
        {
            if (position < _first || (position < _first + _count && At(position).Payload is null)) _conflated.Remove(key);
        }
    }

    private void CountDropped(Subscription subscription)
    {
        subscription.Gap++;
        owner.Dropped(subscription.Overflow.Kind);
    }
}
