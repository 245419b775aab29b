using System.Text;
using Wava.Broker.Frames;
using Wava.Broker.Messages;
using Wava.Broker.Messages.Selectors;

namespace Wava.Broker.Sessions;

/// <summary>One client's wish to get the messages of a destination: the broker delivers to it.</summary>
public sealed class Subscription
{
    private readonly Outbox _outbox;
    private int _ended;

    internal Subscription(StompSession session, Outbox outbox, int number, string id, string destination, AckMode ackMode, StompVersion version)
    {
        Session = session;
        _outbox = outbox;
        Number = number;
        Id = id;
        Destination = destination;
        DestinationOctets = Encoding.UTF8.GetBytes(destination);
        AckMode = ackMode;
        Version = version;
        Ledger = ackMode == AckMode.Auto ? null : new DeliveryLedger();
        Head = EncodeHead(id, version);
    }

    /// <summary>Whose subscription it is.</summary>
    public StompSession Session { get; }

    /// <summary>The client's name for it, unique within its connection.</summary>
    public string Id { get; }

    /// <summary>What it listens to: a destination, or a pattern of destinations.</summary>
    public string Destination { get; }

    /// <summary>When its messages count as consumed.</summary>
    public AckMode AckMode { get; }

    /// <summary>How many messages of a queue may be on their way to it without having been consumed.</summary>
    public int Prefetch { get; internal init; } = 1;

    /// <summary>How many octets of a queue's messages may be on their way to it; a single message may be larger.</summary>
    public long PrefetchSize { get; internal init; } = 1024 * 1024;

    /// <summary>What of the destination's history it asks for, or null.</summary>
    public ReplayRequest? Replay { get; internal init; }

    /// <summary>What happens when its client reads too slowly.</summary>
    public OverflowPolicy Overflow { get; internal init; } = OverflowPolicy.Disconnect;

    /// <summary>The headers of its SUBSCRIBE frame, as a message without a body; only where its route needs them.</summary>
    internal Message? Request { get; init; }

    /// <summary>The broker's own notes on it; nobody else looks at them.</summary>
    public object? BrokerState { get; set; }

    /// <summary>The destination's octets.</summary>
    internal byte[] DestinationOctets { get; }

    /// <summary>Which messages it wants, or null for all.</summary>
    internal Selector? Selector { get; init; }

    /// <summary>Who looks at what is delivered; null: nobody.</summary>
    internal Channels.OutboundChannel? Outbound { get; init; }

    /// <summary>Its number within the session, the first half of its <c>ack</c> headers.</summary>
    internal int Number { get; }

    /// <summary>Who takes its frames: broker, handlers or users.</summary>
    internal Channels.IMessageRoute? Route { get; init; }

    internal StompVersion Version { get; }

    internal DeliveryLedger? Ledger { get; }

    /// <summary>The first two lines of each of its MESSAGE frames.</summary>
    internal byte[] Head { get; }

    /// <summary>Whether it has been ended, by its client or by the server.</summary>
    internal bool IsEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>Messages dropped since the last one that was sent. Guarded by the outbox.</summary>
    internal int Gap { get; set; }

    /// <summary>Whether the next message must say that what came before could not be replayed. Guarded by the outbox.</summary>
    internal bool Unrecovered { get; set; }

    /// <summary>Whether the subscription's selector, if it has one, wants this message.</summary>
    public bool Wants(Message message) => Selector is null || Selector.Matches(message);

    /// <summary>Puts a message into the subscriber's outbox. Never waits, never throws.</summary>
    /// <param name="message">The message, to which the broker has given its number.</param>
    /// <param name="delivery">What the broker wants to hear about, or null.</param>
    /// <returns>False when the subscriber is gone, or is cut off because it reads too slowly: the delivery did not take place.</returns>
    public bool Deliver(Message message, Delivery? delivery = null)
    {
        if (IsEnded) return false;
        if (Outbound is null) return _outbox.Append(message, this, delivery);
        if (Outbound.Pass(message, this) is { } passed) return _outbox.Append(passed, this, delivery);
        // Kept from this subscriber for good: lending it again would only bring it here again.
        delivery?.Settle(DeliveryOutcome.Discarded);
        return true;
    }

    /// <summary>Ends it. False: it has been ended before.</summary>
    internal bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;

    /// <summary>Lets the next message say that what the subscriber had asked to be replayed could not be.</summary>
    public void MarkUnrecovered() => Unrecovered = true;

    private static byte[] EncodeHead(string id, StompVersion version)
    {
        byte[] octets = Encoding.UTF8.GetBytes(id);
        var head = new byte["MESSAGE\nsubscription:\n"u8.Length + HeaderEscaping.EncodedLength(octets, version)];
        "MESSAGE\nsubscription:"u8.CopyTo(head);
        HeaderEscaping.Encode(octets, head.AsSpan(21), version);
        head[^1] = (byte)'\n';
        return head;
    }
}
