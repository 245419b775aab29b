using Microsoft.Extensions.Options;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Destinations;
using Wava.Broker.Sessions;

namespace Wava.Broker.Hosting;

/// <summary>Checks the options at start, and names the one that is wrong.</summary>
internal sealed partial class StompBrokerOptionsValidator : IValidateOptions<StompBrokerOptions>
{
    public ValidateOptionsResult Validate(string? name, StompBrokerOptions options)
    {
        var problems = new List<string>();
        CheckHeartBeat(options.HeartBeat, problems);
        CheckLimits(options.Limits, problems);
        CheckDestinations(options.Memory, problems);
        CheckQueues(options.Memory.Queues, problems);
        CheckOverflow(options, problems);
        CheckUsers(options, problems);
        CheckHandlers(options, problems);
        CheckSecurity(options, problems);
        CheckOrigins(options.AllowedOrigins, problems);
        if (options.DrainTime < TimeSpan.Zero) problems.Add("DrainTime must not be negative.");
        foreach (string login in options.Users.Keys)
        {
            if (login.Length == 0 || options.Users[login].Length == 0) problems.Add("Users: neither a login nor a passcode may be empty.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    internal static void CheckOrigins(IEnumerable<string> origins, List<string> problems)
    {
        foreach (string origin in origins)
        {
            if (origin is not ("*" or "null") && !origin.Contains("://", StringComparison.Ordinal))
                problems.Add($"AllowedOrigins: '{origin}' is not an origin: write it with its scheme, for instance https://example.com.");
            if (origin.AsSpan().Count('*') > 1) problems.Add($"AllowedOrigins: '{origin}' has more than one star.");
        }
    }

    private static void CheckHeartBeat(HeartBeatOptions options, List<string> problems)
    {
        if (options.Outgoing < TimeSpan.Zero || options.Outgoing > TimeSpan.FromHours(1)) problems.Add("HeartBeat.Outgoing must lie between 0 (off) and one hour.");
        if (options.Incoming < TimeSpan.Zero || options.Incoming > TimeSpan.FromHours(1)) problems.Add("HeartBeat.Incoming must lie between 0 (off) and one hour.");
        if (options.Outgoing > TimeSpan.Zero && options.Outgoing < TimeSpan.FromMilliseconds(100)) problems.Add("HeartBeat.Outgoing must be 100 milliseconds at least.");
        if (options.Tolerance is not (>= 1 and <= 100)) problems.Add("HeartBeat.Tolerance must lie between 1 and 100.");
        if (options.MinimumGrace < TimeSpan.Zero) problems.Add("HeartBeat.MinimumGrace must not be negative.");
    }

    private static void CheckLimits(StompLimits limits, List<string> problems)
    {
        AtLeast(limits.MaxFrameSizeBeforeConnect, 256, "Limits.MaxFrameSizeBeforeConnect", problems);
        AtLeast(limits.MaxFrameSize, 256, "Limits.MaxFrameSize", problems);
        AtLeast(limits.MaxBodySize, 1, "Limits.MaxBodySize", problems);
        AtLeast(limits.MaxHeaderLineSize, 64, "Limits.MaxHeaderLineSize", problems);
        AtLeast(limits.MaxHeadSize, 128, "Limits.MaxHeadSize", problems);
        AtLeast(limits.MaxHeaderCount, 4, "Limits.MaxHeaderCount", problems);
        AtLeast(limits.MaxCommandSize, "UNSUBSCRIBE".Length, "Limits.MaxCommandSize", problems);
        AtLeast(limits.MaxDestinationLength, 8, "Limits.MaxDestinationLength", problems);
        AtLeast(limits.MaxConnections, 1, "Limits.MaxConnections", problems);
        AtLeast(limits.MaxConnectionsPerAddress, 0, "Limits.MaxConnectionsPerAddress", problems);
        AtLeast(limits.MaxSubscriptions, 1, "Limits.MaxSubscriptions", problems);
        AtLeast(limits.MaxSubscriptionIdLength, 1, "Limits.MaxSubscriptionIdLength", problems);
        AtLeast(limits.MaxTransactions, 0, "Limits.MaxTransactions", problems);
        AtLeast(limits.MaxTransactionFrames, 1, "Limits.MaxTransactionFrames", problems);
        AtLeast(limits.MaxTransactionSize, 1, "Limits.MaxTransactionSize", problems);
        AtLeast(limits.DefaultPrefetch, 1, "Limits.DefaultPrefetch", problems);
        AtLeast(limits.MaxPrefetch, 1, "Limits.MaxPrefetch", problems);
        AtLeast(limits.MaxOutboxSize, 1024, "Limits.MaxOutboxSize", problems);
        AtLeast(limits.MaxOutboxFrames, 8, "Limits.MaxOutboxFrames", problems);
        AtLeast(limits.MaxOutboxSizeTotal, 0, "Limits.MaxOutboxSizeTotal", problems);
        Positive(limits.ConnectTimeout, "Limits.ConnectTimeout", problems);
        Positive(limits.FrameTimeout, "Limits.FrameTimeout", problems);
        Positive(limits.WriteTimeout, "Limits.WriteTimeout", problems);
        Positive(limits.CloseTimeout, "Limits.CloseTimeout", problems);
    }

    private static void CheckDestinations(MemoryBrokerOptions options, List<string> problems)
    {
        if (options.DestinationSeparator is not ('/' or '.')) problems.Add("Memory.DestinationSeparator is '/' or '.'.");
        foreach (string prefix in options.TopicPrefixes.Concat(options.QueuePrefixes))
        {
            if (prefix.Length < 2 || prefix.EndsWith('/') || prefix.Contains('*', StringComparison.Ordinal))
                problems.Add($"Memory: '{prefix}' is not a prefix: write it like /topic, without a slash at the end.");
        }

        foreach (string prefix in options.TopicPrefixes.Intersect(options.QueuePrefixes, StringComparer.Ordinal))
            problems.Add($"Memory: '{prefix}' cannot be both a topic prefix and a queue prefix.");
        AtLeast(options.MaxHistoryDestinations, 1, "Memory.MaxHistoryDestinations", problems);
        AtLeast(options.MaxHistoryBytes, 1, "Memory.MaxHistoryBytes", problems);
        // Without queues nothing ever dies; with them the letters must be able to arrive.
        if (options.DestinationSeparator is '/' or '.' && options.QueuePrefixes.Count > 0 && options.DeadLetters is { } dead
            && !options.TopicPrefixes.Concat(options.QueuePrefixes).Any(prefix => Covers(prefix, dead, options.DestinationSeparator)))
            problems.Add($"Memory.Queues.DeadLetterDestination: '{dead}' lies under none of the prefixes; null drops dead letters.");
        foreach (HistoryRule rule in options.History)
        {
            if (options.DestinationSeparator is '/' or '.' && !DestinationPattern.TryParse(rule.Pattern, options.DestinationSeparator, out _, out string? error))
                problems.Add($"Memory.History: '{rule.Pattern}' is not a pattern: {error}");
            AtLeast(rule.MaxCount, 1, $"Memory.History[{rule.Pattern}].MaxCount", problems);
            AtLeast(rule.MaxBytes, 1, $"Memory.History[{rule.Pattern}].MaxBytes", problems);
            Positive(rule.MaxAge, $"Memory.History[{rule.Pattern}].MaxAge", problems);
        }
    }

    private static bool Covers(string prefix, string destination, char separator) =>
        new DestinationPrefix(prefix, separator is '.' ? '.' : '/').Covers(System.Text.Encoding.UTF8.GetBytes(destination));

    private static void CheckQueues(QueueOptions queues, List<string> problems)
    {
        AtLeast(queues.MaxMessages, 1, "Memory.Queues.MaxMessages", problems);
        AtLeast(queues.MaxBytes, 1, "Memory.Queues.MaxBytes", problems);
        AtLeast(queues.MaxTotalBytes, 1, "Memory.Queues.MaxTotalBytes", problems);
        AtLeast(queues.MaxQueues, 1, "Memory.Queues.MaxQueues", problems);
        AtLeast(queues.MaxDeliveries, 1, "Memory.Queues.MaxDeliveries", problems);
        if (queues.DefaultTimeToLive is { } timeToLive) Positive(timeToLive, "Memory.Queues.DefaultTimeToLive", problems);
    }

    private static void CheckOverflow(StompBrokerOptions options, List<string> problems)
    {
        char separator = options.Memory.DestinationSeparator is '.' ? '.' : '/';
        foreach ((string pattern, string policy) in options.Overflow)
        {
            if (!DestinationPattern.TryParse(pattern, separator, out _, out string? error))
                problems.Add($"Overflow: '{pattern}' is not a pattern: {error}");
            if (OverflowPolicy.Parse(policy) is null)
                problems.Add($"Overflow: '{policy}' is not a policy: write disconnect, drop-oldest or conflate(header).");
        }
    }

    private static void AtLeast(long value, long least, string option, List<string> problems)
    {
        if (value < least) problems.Add($"{option} must be {least} at least.");
    }

    private static void Positive(TimeSpan value, string option, List<string> problems)
    {
        if (value <= TimeSpan.Zero) problems.Add($"{option} must be longer than nothing.");
    }
}
