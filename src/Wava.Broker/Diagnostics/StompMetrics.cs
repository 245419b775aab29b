using System.Diagnostics.Metrics;
using Wava.Broker.Frames;

namespace Wava.Broker.Diagnostics;

/// <summary>The figures of the meter <c>Wava.Broker</c>. No figure is tagged with a destination or a user: their number has no bound.</summary>
internal sealed class StompMetrics : IDisposable
{
    /// <summary>The meter's name, for <c>AddMeter</c>.</summary>
    public const string MeterName = "Wava.Broker";

    private readonly Meter _meter;
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _refused;
    private readonly UpDownCounter<long> _sessions;
    private readonly UpDownCounter<long> _subscriptions;
    private readonly Counter<long> _received;
    private readonly Counter<long> _receivedOctets;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _sentOctets;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _limits;
    private readonly Counter<long> _reported;
    private readonly Counter<long> _invoked;
    private readonly Counter<long> _unmatched;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _handlerTime;
    private readonly Counter<long> _accessRefused;
    private readonly Counter<long> _unrouted;
    private readonly Counter<long> _sockJsRefused;

    public StompMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _connections = _meter.CreateUpDownCounter<long>("stomp.connections.active", "{connection}", "Connections, by transport.");
        _closed = _meter.CreateCounter<long>("stomp.connections.closed", "{connection}", "Connections that ended, by reason.");
        _refused = _meter.CreateCounter<long>("stomp.connections.refused", "{connection}", "Connections turned away before they became sessions, by reason.");
        _sessions = _meter.CreateUpDownCounter<long>("stomp.sessions.active", "{session}", "Connections that have been answered CONNECTED.");
        _subscriptions = _meter.CreateUpDownCounter<long>("stomp.subscriptions.active", "{subscription}", "Subscriptions.");
        _received = _meter.CreateCounter<long>("stomp.frames.received", "{frame}", "Frames from clients, by command.");
        _receivedOctets = _meter.CreateCounter<long>("stomp.received", "By", "Octets from clients.");
        _sent = _meter.CreateCounter<long>("stomp.frames.sent", "{frame}", "Frames to clients: messages, and all others.");
        _sentOctets = _meter.CreateCounter<long>("stomp.sent", "By", "Octets to clients.");
        _dropped = _meter.CreateCounter<long>("stomp.messages.dropped", "{message}", "Messages that a policy dropped, by reason.");
        _limits = _meter.CreateCounter<long>("stomp.limits.reached", "{breach}", "Limits that a client ran into, by limit.");
        _reported = _meter.CreateCounter<long>("stomp.errors.reported", "{message}", "Failures that clients were told on their error queues.");
        _invoked = _meter.CreateCounter<long>("stomp.handlers.invoked", "{message}", "Messages and subscriptions that handlers were given.");
        _unmatched = _meter.CreateCounter<long>("stomp.handlers.unmatched", "{message}", "Messages and subscriptions under an application prefix that no handler claims.");
        _failed = _meter.CreateCounter<long>("stomp.handlers.failed", "{message}", "Messages and subscriptions that handlers failed at, by kind.");
        _handlerTime = _meter.CreateHistogram<double>("stomp.handlers.duration", "s", "How long handlers took, their answers included, by handler.");
        _accessRefused = _meter.CreateCounter<long>("stomp.access.refused", "{frame}", "Frames for destinations that their clients may not use, by command.");
        _unrouted = _meter.CreateCounter<long>("stomp.user.messages.unrouted", "{message}", "Messages to a user or a session that is not connected or does not listen.");
        _sockJsRefused = _meter.CreateCounter<long>("sockjs.requests.refused", "{request}", "SockJS requests that were not served, by reason.");
    }

    public Meter Meter => _meter;

    public void ConnectionOpened(string transport) => _connections.Add(1, new KeyValuePair<string, object?>("transport", transport));

    public void ConnectionClosed(string transport, string reason)
    {
        _connections.Add(-1, new KeyValuePair<string, object?>("transport", transport));
        _closed.Add(1, new KeyValuePair<string, object?>("reason", reason));
    }

    public void ConnectionRefused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void SessionOpened() => _sessions.Add(1);

    public void SessionClosed() => _sessions.Add(-1);

    public void Subscribed() => _subscriptions.Add(1);

    public void Unsubscribed(int count) => _subscriptions.Add(-count);

    public void Received(StompCommand command, int count = 1)
    {
        if (_received.Enabled) _received.Add(count, new KeyValuePair<string, object?>("command", StompCommands.Text(command)));
    }

    public void ReceivedOctets(long octets) => _receivedOctets.Add(octets);

    public void Sent(int messages, int control, long octets)
    {
        if (messages > 0) _sent.Add(messages, new KeyValuePair<string, object?>("kind", "message"));
        if (control > 0) _sent.Add(control, new KeyValuePair<string, object?>("kind", "control"));
        _sentOctets.Add(octets);
    }

    public void Dropped(string reason) => _dropped.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Reported() => _reported.Add(1);

    public void AccessRefused(string command) => _accessRefused.Add(1, new KeyValuePair<string, object?>("command", command));

    /// <summary>Whether anybody wants to know how long handlers take.</summary>
    public bool TimesHandlers => _handlerTime.Enabled;

    public void HandlerInvoked() => _invoked.Add(1);

    public void HandlerUnmatched() => _unmatched.Add(1);

    public void HandlerFailed(string kind) => _failed.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void HandlerTook(string handler, TimeSpan time) => _handlerTime.Record(time.TotalSeconds, new KeyValuePair<string, object?>("handler", handler));

    public void ObserveHandlers(Func<long> active) =>
        _meter.CreateObservableUpDownCounter("stomp.handlers.active", active, "{message}", "Messages being handled.");

    public void LimitReached(string limit) => _limits.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void UserMessageUnrouted() => _unrouted.Add(1);

    public void SockJsRefused(string reason) => _sockJsRefused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => _meter.Dispose();
}
