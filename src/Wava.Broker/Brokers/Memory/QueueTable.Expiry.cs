using System.Buffers.Text;
using Wava.Broker.Messages;

namespace Wava.Broker.Brokers.Memory;

internal sealed partial class QueueTable
{
    /// <summary>Notes a message that will be too old one day; the first one starts the sweep.</summary>
    public void ExpiringAdded()
    {
        if (Interlocked.Increment(ref _expiring) == 1) _sweep.Arm();
    }

    /// <summary>Notes that such a message is gone; the sweep stops by itself.</summary>
    public void ExpiringRemoved() => Interlocked.Decrement(ref _expiring);

    /// <summary>From which timestamp on nobody wants the message any more.</summary>
    /// <exception cref="StompException">The message says so in a way that cannot be read.</exception>
    public long ExpiryOf(Message message)
    {
        long now = Time.GetTimestamp();
        // RabbitMQ's word: milliseconds to live.
        if (message.TryGetHeader("expiration"u8, out ReadOnlySpan<byte> expiration))
            return After(now, ReadMilliseconds(expiration, "expiration", "how many milliseconds the message may wait, for instance expiration:60000"));

        // ActiveMQ's word: a moment on the wall's clock; 0 is never.
        if (message.TryGetHeader("expires"u8, out ReadOnlySpan<byte> expires))
        {
            long moment = ReadMilliseconds(expires, "expires", "a moment in milliseconds since 1970, or 0 for never");
            return moment == 0 ? long.MaxValue : After(now, moment - Time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        return Options.DefaultTimeToLive is { } timeToLive ? After(now, (long)timeToLive.TotalMilliseconds) : long.MaxValue;
    }

    private long After(long now, long milliseconds)
    {
        double ticks = milliseconds / 1000.0 * Time.TimestampFrequency;
        return ticks >= long.MaxValue - now ? long.MaxValue : now + (long)ticks;
    }

    private static long ReadMilliseconds(ReadOnlySpan<byte> text, string header, string meaning) =>
        Utf8Parser.TryParse(text, out long value, out int used) && used == text.Length && value >= 0
            ? value
            : throw new StompException($"Cannot read the {header} header", $"{header} must be a whole number: {meaning}.");

    private bool SweepAll()
    {
        foreach ((_, MemoryQueue queue) in _queues)
        {
            // One scope per queue: dead letters are buried before the next queue's pile up.
            Deferred deferred = Deferred.Open();
            try
            {
                queue.Sweep(deferred);
            }
            finally
            {
                deferred.Close();
            }
        }

        return Volatile.Read(ref _expiring) > 0;
    }
}
