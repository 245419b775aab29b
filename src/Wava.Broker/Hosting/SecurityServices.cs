using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Wava.Broker.Security;

namespace Wava.Broker.Hosting;

/// <summary>Registers who decides what clients may do.</summary>
internal static class SecurityServices
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<IDestinationGuard>(provider => provider.GetRequiredService<DestinationGuard>());
        services.TryAddSingleton(CreateGuard);
        services.AddHostedService<SecurityCheck>();
    }

    /// <summary>The rules in code, which every call of <c>AuthorizeDestinations</c> adds to.</summary>
    public static DestinationRules RulesOf(IServiceCollection services)
    {
        foreach (ServiceDescriptor each in services)
        {
            if (!each.IsKeyedService && each.ImplementationInstance is DestinationRules known) return known;
        }

        var rules = new DestinationRules();
        services.AddSingleton(rules);
        return rules;
    }

    private static DestinationGuard CreateGuard(IServiceProvider provider)
    {
        StompBrokerOptions options = provider.GetRequiredService<IOptions<StompBrokerOptions>>().Value;
        var problems = new List<string>();
        RuleBook book = RuleBook.Read(
            provider.GetService<DestinationRules>() ?? new DestinationRules(), options.Authorization, options.Memory.DestinationSeparator, problems);
        if (problems.Count > 0) throw new OptionsValidationException(Options.DefaultName, typeof(StompBrokerOptions), problems);
        return new DestinationGuard(book, options.UserPrefix, options.ErrorDestination, provider.GetRequiredService<IServiceScopeFactory>());
    }
}
