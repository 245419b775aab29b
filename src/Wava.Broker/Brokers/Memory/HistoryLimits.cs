using Wava.Broker.Destinations;

namespace Wava.Broker.Brokers.Memory;

/// <summary>A <see cref="HistoryRule"/> made ready: its pattern parsed, its age in ticks of the clock.</summary>
internal sealed class HistoryLimits
{
    private readonly DestinationPattern _pattern;

    public HistoryLimits(HistoryRule rule, char separator, TimeProvider time)
    {
        if (!DestinationPattern.TryParse(rule.Pattern, separator, out DestinationPattern? pattern, out string? error))
            throw new ArgumentException($"History pattern '{rule.Pattern}': {error}", nameof(rule));
        _pattern = pattern;
        MaxCount = rule.MaxCount;
        MaxBytes = rule.MaxBytes;
        MaxAge = (long)(rule.MaxAge.TotalSeconds * time.TimestampFrequency);
    }

    public int MaxCount { get; }

    public long MaxBytes { get; }

    public long MaxAge { get; }

    public bool Covers(ReadOnlySpan<byte> destination) => _pattern.Matches(destination);
}
