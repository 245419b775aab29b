using System.Diagnostics.Metrics;
using Wava.Web.Signaling.News;

namespace Wava.Web.Signaling;

/// <summary>The figures of calls, on the meter <c>Wava.Web</c>.</summary>
internal sealed class SignalingMetrics
{
    private readonly UpDownCounter<long> _peers;
    private readonly UpDownCounter<long> _sockets;
    private readonly Counter<long> _left;
    private readonly Counter<long> _signals;
    private readonly Counter<long> _refused;

    public SignalingMetrics(IMeterFactory factory, IServiceProvider services)
    {
        Meter meter = factory.Create("Wava.Web");
        meter.CreateObservableGauge("wava.calls", () => services.GetRequiredService<Calls>().Count, "{call}", "Rooms in whose call somebody is.");
        _peers = meter.CreateUpDownCounter<long>("wava.peers", "{peer}", "Peers in calls, those who are away included.");
        _sockets = meter.CreateUpDownCounter<long>("wava.signal.sockets", "{connection}", "Bare WebSockets.");
        _left = meter.CreateCounter<long>("wava.peers.left", "{peer}", "Peers that have left, by reason.");
        _signals = meter.CreateCounter<long>("wava.signals", "{signal}", "Signals passed on, by kind: offer, answer, candidate, other.");
        _refused = meter.CreateCounter<long>("wava.signals.refused", "{signal}", "Joins, changes and signals that were refused, by reason.");
    }

    public void Told(CallNews news)
    {
        if (news is PeerJoined) _peers.Add(1);
        if (news is not PeerLeft left) return;
        _peers.Add(-1);
        _left.Add(1, new KeyValuePair<string, object?>("reason", left.Reason));
    }

    // Clients may make up kinds: their number has no bound.
    public void Signaled(string kind) => _signals.Add(1, new KeyValuePair<string, object?>("kind", kind is "offer" or "answer" or "candidate" ? kind : "other"));

    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void SocketOpened() => _sockets.Add(1);

    public void SocketClosed() => _sockets.Add(-1);
}
