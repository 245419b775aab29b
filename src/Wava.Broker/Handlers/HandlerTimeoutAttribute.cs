namespace Wava.Broker.Handlers;

/// <summary>How long a handler may take before its sender is told that it took too long; on a class, each of its handlers.</summary>
/// <param name="seconds">The time in seconds; 0: as long as it likes.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class HandlerTimeoutAttribute(double seconds) : Attribute
{
    /// <summary>The time; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: as long as it likes.</summary>
    public TimeSpan Timeout { get; } = seconds == 0 ? System.Threading.Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
}
