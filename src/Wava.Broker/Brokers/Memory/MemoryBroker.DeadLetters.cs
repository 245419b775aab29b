using System.Buffers;
using Wava.Broker.Frames;
using Wava.Broker.Messages;

namespace Wava.Broker.Brokers.Memory;

public sealed partial class MemoryBroker
{
    /// <summary>Puts what a queue has given up where somebody can look at it.</summary>
    private void Bury(MemoryQueue from, Message message, DeadLetterReason reason)
    {
        // What even the dead letters give up has nowhere to go: it would come back for ever.
        if (_deadLetters is null || from.Name.AsSpan().SequenceEqual(_deadLetters) || !TryBury(from, message, reason)) Statistics.CountDrop(reason);
        else Statistics.CountDeadLetter(reason);
    }

    private bool TryBury(MemoryQueue from, Message message, DeadLetterReason reason)
    {
        var headers = new ArrayBufferWriter<byte>(128);
        Append(headers, "wava-dead-letter-from"u8, from.Name);
        Append(headers, "wava-dead-letter-reason"u8, Name(reason));
        Message letter = message.Readdress(_deadLetters, headers.WrittenSpan);
        try
        {
            if (IsQueue(_deadLetters)) return _queues.TryPublish(letter, expiresAt: long.MaxValue) == QueueRefusal.None;
        }
        catch (StompException)
        {
            // The dead letters' destination is none of this broker's.
            return false;
        }

        _topics.Publish(letter);
        return true;
    }

    /// <summary>The reason in the words of <c>wava-dead-letter-reason</c> and of the metrics.</summary>
    internal static ReadOnlySpan<byte> Name(DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.Rejected => "rejected"u8,
        DeadLetterReason.RedeliveredTooOften => "redelivered-too-often"u8,
        DeadLetterReason.Expired => "expired"u8,
        _ => "overflow"u8,
    };

    private static void Append(ArrayBufferWriter<byte> headers, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        headers.Write(name);
        headers.Write(":"u8);
        headers.Advance(HeaderEscaping.Encode(value, headers.GetSpan(value.Length * 2), StompVersion.V12));
        headers.Write("\n"u8);
    }
}
