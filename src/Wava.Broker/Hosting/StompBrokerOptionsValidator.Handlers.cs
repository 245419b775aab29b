using Wava.Broker.Handlers;

namespace Wava.Broker.Hosting;

internal sealed partial class StompBrokerOptionsValidator
{
    // They say what a message is and where it goes; copied, they would say it of another one.
    private static readonly string[] ServersHeaders =
        ["destination", "content-length", "content-type", "message-id", "subscription", "ack", "receipt", "receipt-id", "transaction", "user-name"];

    internal static void CheckHandlers(StompBrokerOptions options, List<string> problems)
    {
        HandlerOptions handlers = options.Handlers;
        CheckApplicationPrefixes(options, problems);
        if (!HandlerOptions.IsTimeout(handlers.Timeout)) problems.Add("Handlers.Timeout must be longer than nothing and at most 49 days, or infinite.");
        AtLeast(handlers.MaxConcurrent, 1, "Handlers.MaxConcurrent", problems);
        if (handlers.MaxJsonDepth is not (>= 1 and <= 1000)) problems.Add("Handlers.MaxJsonDepth must lie between 1 and 1000.");
        AtLeast(handlers.MaxPayloadSize, 1, "Handlers.MaxPayloadSize", problems);
        foreach (string header in handlers.CopiedHeaders)
        {
            if (string.IsNullOrEmpty(header) || ServersHeaders.Contains(header))
                problems.Add($"Handlers.CopiedHeaders: '{header}' cannot be copied from one message to another.");
        }
    }

    private static void CheckApplicationPrefixes(StompBrokerOptions options, List<string> problems)
    {
        char separator = options.Memory.DestinationSeparator is '.' ? '.' : '/';
        // One application prefix may lie under another: handlers see what is behind the longest.
        foreach (string prefix in options.Handlers.ApplicationPrefixes.Distinct(StringComparer.Ordinal))
        {
            if (prefix.Length < 2 || prefix.AsSpan().ContainsAny('{', '}') || Misspelling(prefix, separator) is not null)
            {
                problems.Add($"Handlers.ApplicationPrefixes: '{prefix}' is not a prefix: write it like /app, without a slash at the end.");
                continue;
            }

            // Where the user prefix stands is looked at together with that.
            foreach (string other in options.Memory.TopicPrefixes.Concat(options.Memory.QueuePrefixes))
            {
                if (other.Length >= 2 && (Covers(prefix, other, separator) || Covers(other, prefix, separator)))
                    problems.Add($"Handlers.ApplicationPrefixes: '{prefix}' and the prefix '{other}' overlap: of a destination under both nobody could say whose it is.");
            }
        }
    }
}
