using System.Text;
using Wava.Broker.Destinations;

namespace Wava.Broker.Hosting;

internal sealed partial class StompBrokerOptionsValidator
{
    private static void CheckUsers(StompBrokerOptions options, List<string> problems)
    {
        char separator = options.Memory.DestinationSeparator is '.' ? '.' : '/';
        string prefix = options.UserPrefix;
        if (prefix.Length < 2 || Misspelling(prefix, separator) is not null)
        {
            problems.Add($"UserPrefix: '{prefix}' is not a prefix: write it like /user, without a slash at the end.");
            return;
        }

        foreach (string other in options.Memory.TopicPrefixes.Concat(options.Memory.QueuePrefixes).Concat(options.Handlers.ApplicationPrefixes))
        {
            // A prefix that is none has been named already.
            if (other.Length >= 2 && (Covers(other, prefix, separator) || Covers(prefix, other, separator)))
                problems.Add($"UserPrefix: '{prefix}' and the prefix '{other}' overlap: of a destination under both nobody could say whose it is.");
        }

        string errors = options.ErrorDestination;
        if (Misspelling(errors, separator) is { } problem)
            problems.Add($"ErrorDestination: '{errors}' is not a destination: {problem}");
        else if (!Covers(prefix, errors, separator) || errors.Length == prefix.Length)
            problems.Add($"ErrorDestination: '{errors}' must lie under UserPrefix, like {prefix}/queue/errors: each client hears of its own errors only.");
    }

    private static string? Misspelling(string destination, char separator) => destination.Contains('*', StringComparison.Ordinal)
        ? "It must not hold a '*'."
        : DestinationName.Validate(Encoding.UTF8.GetBytes(destination), int.MaxValue, separator);
}
