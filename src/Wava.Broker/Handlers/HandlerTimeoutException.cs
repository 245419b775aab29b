namespace Wava.Broker.Handlers;

/// <summary>A handler took longer than it may.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught by those who run handlers.
internal sealed class HandlerTimeoutException(TimeSpan timeout) : Exception
#pragma warning restore CA1032, CA1064
{
    /// <summary>How long it may take.</summary>
    public TimeSpan Timeout { get; } = timeout;
}
