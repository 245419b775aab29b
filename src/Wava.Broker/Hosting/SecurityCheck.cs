using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wava.Broker.Diagnostics;
using Wava.Broker.Handlers;
using Wava.Broker.Security;

namespace Wava.Broker.Hosting;

/// <summary>Looks at start whether all that rules and sign-in rely on is there, and names what is not.</summary>
internal sealed partial class SecurityCheck(
    IServiceScopeFactory scopes, HandlerCatalog catalog, IServiceProvider services, ILogger<SecurityCheck> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        await using (AsyncServiceScope scope = scopes.CreateAsyncScope())
        {
            await CheckPoliciesAsync(scope.ServiceProvider, problems);
            await CheckSchemeAsync(scope.ServiceProvider, problems);
        }

        if (problems.Count > 0) throw new OptionsValidationException(Options.DefaultName, typeof(StompBrokerOptions), problems);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Only by now all handlers are mapped, also those that are mapped late.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (HandlerDescriptor handler in catalog.Table.Handlers)
        {
            if (HandlerAuthorizer.For(handler.Metadata, services) is { } authorizer) await authorizer.ValidateAsync(handler.Name, problems);
        }

        if (problems.Count > 0) throw new OptionsValidationException(Options.DefaultName, typeof(StompBrokerOptions), problems);
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CheckPoliciesAsync(IServiceProvider services, List<string> problems)
    {
        string[] policies = [.. services.GetRequiredService<DestinationGuard>().Policies];
        if (policies.Length == 0) return;
        if (services.GetService<IAuthorizationService>() is null || services.GetService<IAuthorizationPolicyProvider>() is not { } provider)
        {
            problems.Add("Rules about destinations ask for policies, but the application has no authorization: call builder.Services.AddAuthorization().");
            return;
        }

        foreach (string policy in policies)
        {
            try
            {
                if (await provider.GetPolicyAsync(policy) is null)
                    problems.Add($"A rule about destinations asks for the policy '{policy}', which does not exist: add it with AddAuthorization.");
            }
            catch (Exception e)
            {
                // A provider of the application's own may need something that is not there yet. The rule lets nobody through until it is.
                LogPolicyUnknown(logger, e, policy);
            }
        }
    }

    private static async Task CheckSchemeAsync(IServiceProvider services, List<string> problems)
    {
        if (services.GetService<IConnectAuthenticator>() is not SchemeAuthenticator { Scheme: var scheme }) return;
        if (services.GetService<IAuthenticationService>() is null || services.GetService<IAuthenticationSchemeProvider>() is not { } provider)
        {
            problems.Add($"UseAuthenticationScheme(\"{scheme}\"): the application has no authentication: call builder.Services.AddAuthentication().");
            return;
        }

        if (await provider.GetSchemeAsync(scheme) is not null) return;
        string[] known = [.. (await provider.GetAllSchemesAsync()).Select(each => each.Name)];
        string which = known.Length == 0 ? "there are none" : $"there are {string.Join(", ", known)}";
        problems.Add($"UseAuthenticationScheme: there is no authentication scheme '{scheme}'; {which}.");
    }

    [LoggerMessage(EventIds.PolicyNotFound, LogLevel.Warning, "Whether there is an authorization policy {Policy}, which a rule about destinations asks for, could not be found out at start.")]
    private static partial void LogPolicyUnknown(ILogger logger, Exception exception, string policy);
}
