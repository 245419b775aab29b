using Microsoft.Extensions.Logging;

namespace Wava.Broker.Diagnostics;

/// <summary>Keeps a flood of bad clients from becoming a flood of log lines: ten lines a second about them, and how many were left out.</summary>
internal sealed partial class LogBudget(TimeProvider time, ILogger<LogBudget> logger)
{
    /// <summary>How many lines a second are written.</summary>
    public const int LinesPerSecond = 10;

    private readonly Lock _gate = new();
    private long _secondBegan = time.GetTimestamp();
    private int _written;
    private int _leftOut;

    /// <summary>Whether one more line may be written.</summary>
    public bool Allows()
    {
        int leftOut = 0;
        bool allowed;
        lock (_gate)
        {
            if (time.GetElapsedTime(_secondBegan) >= TimeSpan.FromSeconds(1))
            {
                (leftOut, _leftOut, _written) = (_leftOut, 0, 0);
                _secondBegan = time.GetTimestamp();
            }

            allowed = _written < LinesPerSecond;
            if (allowed) _written++;
            else _leftOut++;
        }

        if (leftOut > 0) LogLeftOut(logger, leftOut);
        return allowed;
    }

    [LoggerMessage(EventIds.LinesLeftOut, LogLevel.Information, "{Count} more lines about clients in trouble were left out.")]
    private static partial void LogLeftOut(ILogger logger, int count);
}
