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

    public void LimitReached(string limit) => _limits.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void Dispose() => _meter.Dispose();
}
