namespace Wava.Broker.Handlers;

/// <summary>How message handlers are run.</summary>
public sealed class HandlerOptions
{
    /// <summary>The longest time that a timer can be set to, in whole days.</summary>
    internal static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(49);

    /// <summary>What is sent to destinations under these goes to handlers, which leave the prefix out of their mappings. <c>/app</c> unless changed.</summary>
    public IList<string> ApplicationPrefixes { get; } = ["/app"];

    /// <summary>How long a handler may take before its sender is told that it took too long, and its session goes on. Default: 30 seconds; infinite: as long as it likes.</summary>
    /// <remarks>
    /// A stream that answers a message has this time for all its elements together, one that answers a subscription may go on for ever. A handler that
    /// blocks its thread can be given up only once it is known to do so: the first such call of a handler holds up its session until it ends.
    /// </remarks>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many messages may be handled at once, of all sessions together; those of further sessions wait unread. Default: 10,000.</summary>
    /// <remarks>One that took too long counts until it really ends; a stream that answers a subscription counts until it has begun.</remarks>
    public int MaxConcurrent { get; set; } = 10_000;

    /// <summary>Whether a sender is told on its error queue when a handler fails at its message. Default: true.</summary>
    public bool ReportErrors { get; set; } = true;

    /// <summary>How deep JSON may be nested. Default: 32.</summary>
    public int MaxJsonDepth { get; set; } = 32;

    /// <summary>The largest body that a handler is given, in octets; never more than <c>Limits.MaxBodySize</c>. Default: 1 MiB.</summary>
    public int MaxPayloadSize { get; set; } = 1024 * 1024;

    /// <summary>Headers of a message that are copied to the answers to it, as far as these do not set them themselves. None unless added.</summary>
    public IList<string> CopiedHeaders { get; } = [];

    /// <summary>Whether a handler can be given this time.</summary>
    internal static bool IsTimeout(TimeSpan time) => time == System.Threading.Timeout.InfiniteTimeSpan || (time > TimeSpan.Zero && time <= LongestTimeout);
}
