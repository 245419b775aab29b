using Wava.Broker.Events;
using Wava.Broker.Frames;

namespace Wava.Broker.Sessions;

public sealed partial class StompSession
{
    /// <summary>Ends the session from the server's side: the client is told why, then the connection is closed.</summary>
    internal void Fail(ErrorReply error)
    {
        if (Interlocked.CompareExchange(ref _closing, error.Close, null) is not null) return;
        if (error.Limit is not null) _services.Metrics.LimitReached(error.Limit);
        bool slow = error.Close == CloseReason.SlowConsumer;
        if (error.Close != CloseReason.Shutdown && _services.LogBudget.Allows())
        {
            if (slow) LogSlow(_services.Logger, Id, Transport, RemoteAddress, error.Details);
            else LogRefused(_services.Logger, Id, Transport, RemoteAddress, error.Message, error.Details);
        }

        if (error.Limit is not null) _services.Events.RaiseLater(new LimitReached(this, error.Limit));
        BeginEnd(LastWords(error), discard: slow);
    }

    /// <summary>The ERROR frame, as the application wants it; null when it wants none.</summary>
    private byte[]? LastWords(ErrorReply error)
    {
        if (_services.ErrorHandler is not { } handler) return ControlFrames.Error(error, Version);
        var words = new StompError(this, error.Message, error.Details, error.Cause);
        try
        {
            handler.OnError(words);
        }
        catch (Exception e)
        {
            LogErrorHandler(_services.Logger, e, Id);
            return ControlFrames.Error(error, Version);
        }

        return words.IsSilent ? null : ControlFrames.Error(error with { Message = words.Message, Details = words.Details }, Version);
    }

    /// <summary>Ends the session because the peer closed the connection in order; what still waits is not wanted any more.</summary>
    internal void Leave()
    {
        if (Interlocked.CompareExchange(ref _closing, CloseReason.Normal, null) is null) BeginEnd(null, discard: true);
    }

    /// <summary>
    /// Ends the session because the peer will say nothing more. It may still read, or may be gone: answers are still sent, but
    /// messages that the broker keeps go to somebody who will certainly read them.
    /// </summary>
    internal void PeerFinished()
    {
        if (Interlocked.CompareExchange(ref _closing, CloseReason.Lost, null) is not null) return;
        var unsent = new List<Delivery>();
        _outbox.CompleteWithoutDeliveries(unsent);
        Settle(unsent, DeliveryOutcome.Unsent);
        Volatile.Write(ref _closingAt, _services.Time.GetTimestamp());
        _services.Wheel.Arm(_timer, CloseTimeout);
    }

    /// <summary>Completes when everything that was to be said has been handed to the transport, or there is no more time for it.</summary>
    /// <returns>Whether it was all said.</returns>
    internal async Task<bool> WhenDrainedAsync()
    {
        try
        {
            await _outbox.WhenDrained().WaitAsync(CloseTimeout, _services.Time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Hands out what still waits, then <paramref name="last"/>; the transport closes the connection when that is done.</summary>
    private void BeginEnd(byte[]? last, bool discard)
    {
        var unsent = new List<Delivery>();
        _outbox.Complete(last, discard, unsent);
        Settle(unsent, DeliveryOutcome.Unsent);
        // The timer now watches that the last words do not take for ever.
        Volatile.Write(ref _closingAt, _services.Time.GetTimestamp());
        _services.Wheel.Arm(_timer, CloseTimeout);
        _transport.BeginClose(this);
    }

    private ValueTask Disconnect(StompFrame frame)
    {
        byte[]? receipt = frame.TryGetHeader(KnownHeader.Receipt, out StompHeader header)
            ? ControlFrames.Receipt(Decode(header), null, Version)
            : null;
        if (Interlocked.CompareExchange(ref _closing, CloseReason.Normal, null) is null) BeginEnd(receipt, discard: false);
        return default;
    }

    /// <summary>The session is over: whatever it held is given back. Called once by the transport, when the connection is closed.</summary>
    internal async ValueTask EndAsync()
    {
        if (Interlocked.Exchange(ref _endedOnce, 1) != 0) return;
        CloseReason reason = Interlocked.CompareExchange(ref _closing, CloseReason.Lost, null) ?? CloseReason.Lost;
        _services.Wheel.Cancel(_timer);
        try
        {
            await _ended.CancelAsync();
        }
        catch (AggregateException e)
        {
            // Whoever waits for the end may stumble over it; the session still has to give back what it holds.
            LogFailed(_services.Logger, e, Id);
        }

        // First of all the outbox closes: what one subscription gives back must not be lent to the next one of the same client.
        var unsent = new List<Delivery>();
        _outbox.Abandon(unsent);
        foreach (ISessionObserver observer in _services.Observers) observer.Ended(this);
        Subscription[] subscriptions = [.. _subscriptions.All];
        lock (_subscriptions) _subscriptions.Clear();
        foreach (Subscription subscription in subscriptions)
        {
            try
            {
                await EndSubscriptionAsync(subscription);
            }
            catch (Exception e)
            {
                // One subscription's trouble must not keep the others.
                LogFailed(_services.Logger, e, Id);
            }
        }

        _services.Metrics.Unsubscribed(subscriptions.Length);
        Settle(unsent, DeliveryOutcome.Unsent);
        _transactions = null;
        _reader.Dispose();
        _services.Registry.Remove(this);
        if (_connected) _services.Metrics.SessionClosed();
        _services.Metrics.ConnectionClosed(Transport, reason.Kind);
        LogEnded(_services.Logger, Id, reason.Kind);
        await SayGoodbyeAsync(subscriptions, reason);
    }

    /// <summary>Tells the application that the session is over, and gives its services back.</summary>
    private async ValueTask SayGoodbyeAsync(Subscription[] subscriptions, CloseReason reason)
    {
        if (_connected)
        {
            foreach (Subscription subscription in subscriptions) await _services.Events.RaiseAsync(new SessionUnsubscribed(subscription));
            await _services.Events.RaiseAsync(new SessionDisconnected(this, reason.Kind));
        }

        try
        {
            await EndScopeAsync();
        }
        catch (Exception e)
        {
            LogFailed(_services.Logger, e, Id);
        }
    }

    private static byte[]? ReceiptOf(StompFrame frame) => frame.TryGetHeader(KnownHeader.Receipt, out StompHeader receipt) ? Decode(receipt) : null;

    private static byte[] Decode(in StompHeader header)
    {
        var value = new byte[header.RawValue.Length];
        return value[..header.DecodeValue(value)];
    }

    void IOutboxOwner.OutboxOverflowed() => ThreadPool.UnsafeQueueUserWorkItem(
        static session => session.FailSlow($"more than {session.Limits.MaxOutboxSize} octets or {session.Limits.MaxOutboxFrames} frames waited for it (Limits.MaxOutboxSize, Limits.MaxOutboxFrames)", "MaxOutboxSize"),
        this,
        preferLocal: false);

    void IOutboxOwner.Sent(int messages, int control, long octets) => _services.Metrics.Sent(messages, control, octets);

    void IOutboxOwner.Dropped(OverflowKind policy) => _services.Metrics.Dropped(policy == OverflowKind.Conflate ? "conflated" : "overflow");

    void IOutboxOwner.TransportFailed(Exception? cause)
    {
        // A connection that breaks is nothing out of the ordinary; anything else must not vanish.
        if (cause is not (null or IOException or InvalidOperationException or OperationCanceledException)) LogUnsent(_services.Logger, cause, Id);
        _transport.Abort();
    }

    /// <summary>Cuts off a client that does not read what it asked for.</summary>
    internal void FailSlow(string why, string limit) =>
        Fail(new ErrorReply(CloseReason.SlowConsumer, "Slow consumer", $"The client reads too slowly: {why}. Connect again and ask for what was missed.") { Limit = limit });
}
