using System.Diagnostics.Metrics;

namespace Wava.Web.Storage;

/// <summary>What an operator wants to know about the storage: how long commits take, how many changes share one, how many wait.</summary>
internal sealed class StorageMetrics
{
    private readonly Meter _meter;
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<int> _commitChanges;

    public StorageMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Wava.Web");
        _commitDuration = _meter.CreateHistogram<double>("wava.storage.commit.duration", "s", "How long it takes until changes are on disk.");
        _commitChanges = _meter.CreateHistogram<int>("wava.storage.commit.changes", "{change}", "How many changes share a commit.");
    }

    public void Committed(TimeSpan duration, int changes)
    {
        _commitDuration.Record(duration.TotalSeconds);
        _commitChanges.Record(changes);
    }

    public void WatchQueue(Func<int> length) =>
        _meter.CreateObservableGauge("wava.storage.queue.length", length, "{change}", "How many changes wait for their turn.");
}
