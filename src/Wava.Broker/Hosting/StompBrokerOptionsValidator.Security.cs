using System.Text;
using Wava.Broker.Destinations;
using Wava.Broker.Security;

namespace Wava.Broker.Hosting;

internal sealed partial class StompBrokerOptionsValidator
{
    private static void CheckSecurity(StompBrokerOptions options, List<string> problems)
    {
        // Rules in code are checked where they are known: when the guard is made.
        RuleBook.Read(new DestinationRules(), options.Authorization, options.Memory.DestinationSeparator is '.' ? '.' : '/', problems);
        if (options.SignIn.RenewDestination is not { } renew) return;
        byte[] octets = Encoding.UTF8.GetBytes(renew);
        if (DestinationName.Validate(octets, int.MaxValue, '/') is { } problem)
            problems.Add($"SignIn.RenewDestination: '{renew}' is not a destination: {problem}");
        else if (DestinationPattern.IsPattern(octets))
            problems.Add($"SignIn.RenewDestination: '{renew}' must be one destination, without a '*'.");
    }
}
