using System.Buffers.Text;
using Wava.Broker.Frames;
using Wava.Broker.Messages;

namespace Wava.Broker.Sessions;

internal sealed partial class Outbox
{
    /// <summary>How many frames, and how many octets, one round hands to the transport before it asks it to send.</summary>
    private const int RoundFrames = 64;
    private const int RoundOctets = 32 * 1024;

    [ThreadStatic]
    private static OutboxEntry[]? Round;

    private long _lastSent = time.GetTimestamp();
    private long _flushingSince;
    private bool _broken;

    /// <summary>When the last octets were handed to the transport.</summary>
    public long LastSent => Volatile.Read(ref _lastSent);

    /// <summary>Since when a flush waits for the peer to read, or 0.</summary>
    public long FlushingSince => Volatile.Read(ref _flushingSince);

    /// <summary>Lets the wait of a flush count from now, unless it is over meanwhile.</summary>
    public void ExcuseWait(long since, long now) => Interlocked.CompareExchange(ref _flushingSince, now, since);

    /// <summary>Empties the outbox into the transport, round by round, until it is empty or the transport must wait.</summary>
    public void Execute()
    {
        OutboxEntry[] round = Round ??= new OutboxEntry[RoundFrames];
        while (true)
        {
            int taken = Take(round);
            if (taken == 0) return;
            ValueTask<bool> flush;
            try
            {
                flush = WriteRound(round, taken);
            }
            catch (Exception e)
            {
                // Mostly a transport that was completed under our hands. Whatever it is, it must end this connection and not the process.
                GiveBack(round.AsSpan(0, taken));
                flush = ValueTask.FromException<bool>(e);
            }

            Array.Clear(round, 0, taken);
            if (flush is { IsCompletedSuccessfully: true, Result: true }) continue;
            _ = AwaitAsync(flush);
            return;
        }
    }

    private async Task AwaitAsync(ValueTask<bool> flush)
    {
        Volatile.Write(ref _flushingSince, time.GetTimestamp());
        bool alive = false;
        Exception? cause = null;
        try
        {
            alive = await flush;
        }
        catch (Exception e)
        {
            // Whatever the transport threw, the connection is of no more use.
            cause = e;
        }

        Volatile.Write(ref _flushingSince, 0);
        if (alive) Execute();
        else Break(cause);
    }

    /// <summary>Tells the broker of what was taken out to be written and was not.</summary>
    private static void GiveBack(Span<OutboxEntry> round)
    {
        foreach (ref OutboxEntry entry in round)
        {
            if (entry is not { Delivery: { } delivery, AckSequence: 0 }) continue;
            entry.Delivery = null;
            try
            {
                delivery.Settle(DeliveryOutcome.Unsent);
            }
            catch (Exception)
            {
                // A broker that cannot be told is in trouble of its own; the others still are.
            }
        }
    }

    /// <summary>The transport takes nothing any more: nobody needs to wait for it.</summary>
    private void Break(Exception? cause)
    {
        lock (_gate)
        {
            _broken = true;
            _drained?.TrySetResult();
        }

        owner.TransportFailed(cause);
    }

    private int Take(OutboxEntry[] round)
    {
        TaskCompletionSource? drained;
        lock (_gate)
        {
            int taken = 0;
            long octets = 0;
            while (_count > 0 && taken < RoundFrames && octets < RoundOctets)
            {
                ref OutboxEntry entry = ref At(_first++);
                _count--;
                if (entry.Payload is null) continue;
                octets += entry.Size;
                _waiting--;
                if (entry.Subscription is { } subscription)
                {
                    entry.Gap = subscription.Gap;
                    entry.Unrecovered = subscription.Unrecovered;
                    subscription.Gap = 0;
                    subscription.Unrecovered = false;
                }

                round[taken++] = entry;
                entry = default;
            }

            _octets -= octets;
            if (taken > 0) return taken;
            _scheduled = false;
            _conflated?.Clear();
            drained = _completed ? _drained : null;
        }

        drained?.TrySetResult();
        return 0;
    }

    private ValueTask<bool> WriteRound(OutboxEntry[] round, int taken)
    {
        Span<byte> lines = stackalloc byte[128];
        int messages = 0;
        long octets = 0;
        for (int i = 0; i < taken; i++)
        {
            ref OutboxEntry entry = ref round[i];
            scoped OutboundFrame frame;
            if (entry.Payload is Message message)
            {
                Subscription subscription = entry.Subscription!;
                int length = entry is { AckSequence: 0, Redelivered: false, Gap: 0, Unrecovered: false } ? 0 : Lines(entry, subscription, lines);
                frame = new OutboundFrame(subscription.Head, lines[..length], message.Tail(subscription.Version), !message.IsText);
                messages++;
            }
            else if (entry.Payload is byte[] control)
            {
                frame = new OutboundFrame(control, default, default, isBinary: false);
            }
            else
            {
                transport.WriteOwn();
                continue;
            }

            octets += frame.Length;
            transport.Write(frame);
        }

        Volatile.Write(ref _lastSent, time.GetTimestamp());
        ValueTask<bool> flush = transport.FlushAsync();
        owner.Sent(messages, taken - messages, octets);
        // Without acknowledgements a message counts as consumed once it has been handed to the socket.
        for (int i = 0; i < taken; i++)
        {
            if (round[i] is not { Delivery: { } delivery, AckSequence: 0 }) continue;
            round[i].Delivery = null;
            delivery.Settle(DeliveryOutcome.Accepted);
        }

        return flush;
    }

    private static int Lines(in OutboxEntry entry, Subscription subscription, Span<byte> lines)
    {
        int at = 0;
        // STOMP 1.2 acknowledges by this header; 1.0 and 1.1 by message-id and subscription.
        if (entry.AckSequence != 0 && subscription.Version == StompVersion.V12)
        {
            "ack:"u8.CopyTo(lines);
            Utf8Formatter.TryFormat(subscription.Number, lines[4..], out int digits);
            at = 4 + digits;
            lines[at++] = (byte)'-';
            Utf8Formatter.TryFormat(entry.AckSequence, lines[at..], out digits);
            at += digits;
            lines[at++] = (byte)'\n';
        }

        if (entry.Redelivered) at += Copy("redelivered:true\n"u8, lines[at..]);
        if (entry.Unrecovered) at += Copy("wava-recovered:false\n"u8, lines[at..]);
        if (entry.Gap == 0) return at;
        at += Copy("wava-gap:"u8, lines[at..]);
        Utf8Formatter.TryFormat(entry.Gap, lines[at..], out int gapDigits);
        at += gapDigits;
        lines[at++] = (byte)'\n';
        return at;
    }

    private static int Copy(ReadOnlySpan<byte> line, Span<byte> lines)
    {
        line.CopyTo(lines);
        return line.Length;
    }
}
