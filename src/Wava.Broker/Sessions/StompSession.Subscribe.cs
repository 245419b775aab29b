using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Wava.Broker.Channels;
using Wava.Broker.Events;
using Wava.Broker.Frames;
using Wava.Broker.Messages.Selectors;
using Wava.Broker.Security;

namespace Wava.Broker.Sessions;

public sealed partial class StompSession
{
    private int _lastSubscription;

    private ValueTask SubscribeAsync(StompFrame frame, InboundContext? intercepted)
    {
        if ((intercepted?.Destination ?? frame.GetString(KnownHeader.Destination)) is not { } destination)
            return Refuse(frame, "No destination", "SUBSCRIBE needs a destination header, for instance destination:/topic/news.");
        // In 1.0 the id is optional, and the destination stands in for it.
        string? id = frame.GetString(KnownHeader.Id) ?? (Version == StompVersion.V10 ? destination : null);
        if (string.IsNullOrEmpty(id))
            return Refuse(frame, "No subscription id", "SUBSCRIBE needs an id header, unique among the connection's subscriptions.");
        if (System.Text.Encoding.UTF8.GetByteCount(id) > Math.Max(Limits.MaxSubscriptionIdLength, frame.Has(KnownHeader.Id) ? 0 : Limits.MaxDestinationLength))
            return RefuseLimit(frame, "Subscription id too long", $"A subscription id may have {Limits.MaxSubscriptionIdLength} octets (Limits.MaxSubscriptionIdLength).", "MaxSubscriptionIdLength");
        if (_subscriptions.TryGet(id, out _))
            return Refuse(frame, "Subscription id in use", "This connection has a live subscription with that id: UNSUBSCRIBE it first, or choose another id.");
        if (_subscriptions.Count >= Limits.MaxSubscriptions)
            return RefuseLimit(frame, "Too many subscriptions", $"A connection may have {Limits.MaxSubscriptions} subscriptions (Limits.MaxSubscriptions).", "MaxSubscriptions");
        if (ReadAckMode(frame) is not { } ackMode)
            return Refuse(frame, "Unknown ack mode", "The ack header is auto, client or client-individual.");
        if (!TryReadPrefetch(frame, ackMode, out int prefetch))
            return Refuse(frame, "Malformed prefetch-count", "The prefetch-count header is a number of messages, 1 at least.");
        if (!TryReadReplay(frame, out ReplayRequest? replay))
            return Refuse(frame, "Malformed replay request", "wava-replay is a number of messages; wava-since is the message-id of the last message seen (epoch-number).");
        if (!TryReadSelector(frame, out Selector? selector, out string? problem)) return Refuse(frame, "Bad selector", problem!);
        if (FindRoute(System.Text.Encoding.UTF8.GetBytes(destination), out problem) is not { } route)
            return RefuseSoftly(frame, CloseReason.Protocol, "Bad destination", problem!);

        var subscription = new Subscription(this, _outbox, ++_lastSubscription, id, destination, ackMode, Version)
        {
            Prefetch = prefetch,
            // A quarter of the outbox: what a queue lends must never make its consumer look slow.
            PrefetchSize = Limits.MaxOutboxSize / 4,
            Replay = replay,
            Selector = selector,
            Route = route,
            Request = route.NeedsRequest ? Messages.Message.FromSend(frame) : null,
            Outbound = _services.Outbound,
            Overflow = _services.Options.OverflowFor(destination),
        };
        return SubscribeAsync(frame, subscription, route);
    }

    private async ValueTask SubscribeAsync(StompFrame frame, Subscription subscription, IMessageRoute route)
    {
        if (_services.Inbound.Guard is { } guard && guard.Concerns(DestinationAction.Subscribe, subscription.DestinationOctets))
            await DemandAsync(guard, DestinationAction.Subscribe, subscription.Destination);
        SubscribeResult result = await route.SubscribeAsync(subscription, _ended.Token);
        lock (_subscriptions) _subscriptions.Add(subscription);
        _services.Metrics.Subscribed();
        Receipt(frame, result);
        if (_services.Events.Wants<SessionSubscribed>()) await _services.Events.RaiseAsync(new SessionSubscribed(subscription), _ended.Token);
    }

    private async ValueTask UnsubscribeAsync(StompFrame frame)
    {
        string? id = frame.GetString(KnownHeader.Id) ?? (Version == StompVersion.V10 ? frame.GetString(KnownHeader.Destination) : null);
        if (id is null)
        {
            await Refuse(frame, "No subscription id", "UNSUBSCRIBE needs the id header of the SUBSCRIBE frame.");
            return;
        }

        if (!_subscriptions.TryGet(id, out Subscription? subscription)
            && !(Version == StompVersion.V10 && TryFindByDestination(frame, out subscription)))
        {
            await Refuse(frame, "Unknown subscription", "This connection has no subscription with that id.");
            return;
        }

        lock (_subscriptions) _subscriptions.Remove(subscription);
        _services.Metrics.Unsubscribed(1);
        await EndSubscriptionAsync(subscription);
        Receipt(frame);
        if (_services.Events.Wants<SessionUnsubscribed>()) await _services.Events.RaiseAsync(new SessionUnsubscribed(subscription), _ended.Token);
    }

    /// <summary>Takes a subscription from the client, for instance because it may not listen there any more: nothing more is delivered to it.</summary>
    /// <param name="subscription">One of <see cref="Subscriptions"/>.</param>
    /// <param name="message">Why, in a few words; the client reads it on its error queue, if it listens there.</param>
    /// <param name="details">What a person can do about it.</param>
    /// <returns>Whether there was anything to take. What the client was sent before it may still acknowledge, and its UNSUBSCRIBE is no mistake.</returns>
    public async ValueTask<bool> RevokeAsync(Subscription subscription, string message, string details)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentException.ThrowIfNullOrEmpty(message);
        ArgumentNullException.ThrowIfNull(details);
        if (subscription.Session != this) throw new ArgumentException("The subscription is another session's.", nameof(subscription));
        if (!subscription.TryEnd()) return false;
        await subscription.Route!.UnsubscribeAsync(subscription);
        var deliveries = new List<Delivery>();
        _outbox.Withdraw(subscription, deliveries);
        Settle(deliveries, DeliveryOutcome.Unsent);
        Report(subscription, new ErrorReport(message, details) { Code = "revoked" });
        return true;
    }

    /// <summary>1.0 lets a client name the destination although it had given an id.</summary>
    private bool TryFindByDestination(StompFrame frame, [NotNullWhen(true)] out Subscription? subscription)
    {
        string? destination = frame.GetString(KnownHeader.Destination);
        subscription = _subscriptions.All.FirstOrDefault(each => each.Destination == destination);
        return subscription is not null;
    }

    /// <summary>Stops a subscription, and gives back what it was lent: first what never left, then what was not acknowledged.</summary>
    private async ValueTask EndSubscriptionAsync(Subscription subscription)
    {
        if (subscription.TryEnd()) await subscription.Route!.UnsubscribeAsync(subscription);
        var deliveries = new List<Delivery>();
        _outbox.Withdraw(subscription, deliveries);
        Settle(deliveries, DeliveryOutcome.Unsent);
        subscription.Ledger?.TakeAll(deliveries);
        Settle(deliveries, DeliveryOutcome.Returned);
    }

    private static AckMode? ReadAckMode(StompFrame frame)
    {
        if (!frame.TryGetHeader(KnownHeader.Ack, out StompHeader ack) || ack.ValueEquals("auto"u8)) return AckMode.Auto;
        if (ack.ValueEquals("client"u8)) return AckMode.Client;
        return ack.ValueEquals("client-individual"u8) ? AckMode.ClientIndividual : null;
    }

    private bool TryReadPrefetch(StompFrame frame, AckMode ackMode, out int prefetch)
    {
        prefetch = Limits.DefaultPrefetch;
        string? text = frame.GetString(KnownHeader.PrefetchCount) ?? frame.GetString(KnownHeader.PrefetchSize);
        if (text is null) return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int asked)) return false;
        // Other brokers read 0 as "as you like". Without acknowledgements the prefetch only keeps the outbox short.
        if (asked > 0) prefetch = Math.Min(ackMode == AckMode.Auto ? Math.Max(asked, 10) : asked, Limits.MaxPrefetch);
        return true;
    }

    private static bool TryReadReplay(StompFrame frame, out ReplayRequest? replay)
    {
        replay = null;
        if (frame.GetString(KnownHeader.WavaSince) is { } since)
        {
            int hyphen = since.LastIndexOf('-');
            if (hyphen <= 0 || !long.TryParse(since.AsSpan(hyphen + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)) return false;
            replay = new ReplayRequest(0, since[..hyphen], sequence);
        }
        else if (frame.GetString(KnownHeader.WavaReplay) is { } count)
        {
            if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int messages)) return false;
            replay = new ReplayRequest(messages, null, 0);
        }

        return true;
    }

    private bool TryReadSelector(StompFrame frame, out Selector? selector, out string? problem)
    {
        selector = null;
        problem = null;
        // Where selectors are off, the header is somebody else's: other brokers' clients send it on principle.
        if (!_services.Options.Selectors || frame.GetString(KnownHeader.Selector) is not { Length: > 0 } text) return true;
        if (Selector.TryParse(text, out selector, out string? error)) return true;
        problem = $"The selector is not valid: {error}";
        return false;
    }
}
