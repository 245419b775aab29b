using System.Diagnostics.Metrics;

namespace Wava.Broker.Tests.Diagnostics;

/// <summary>Makes meters and adds up what they measure, by instrument and tag.</summary>
internal sealed class MeterProbe : IMeterFactory
{
    private readonly Lock _gate = new();
    private readonly List<Meter> _meters = [];
    private readonly Dictionary<string, long> _sums = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public MeterProbe()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            lock (_gate)
            {
                if (_meters.Contains(instrument.Meter)) listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(Count);
    }

    /// <summary>The sum of an instrument's measurements: all of them, or those with this value of a tag.</summary>
    public long this[string instrument, string? tag = null]
    {
        get
        {
            lock (_gate) return _sums.GetValueOrDefault(tag is null ? instrument : $"{instrument}/{tag}");
        }
    }

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options.Name);
        lock (_gate) _meters.Add(meter);
        _listener.Start();
        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (Meter meter in _meters) meter.Dispose();
    }

    private void Count(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        lock (_gate)
        {
            _sums[instrument.Name] = _sums.GetValueOrDefault(instrument.Name) + value;
            foreach (var tag in tags)
            {
                string key = $"{instrument.Name}/{tag.Value}";
                _sums[key] = _sums.GetValueOrDefault(key) + value;
            }
        }
    }
}
