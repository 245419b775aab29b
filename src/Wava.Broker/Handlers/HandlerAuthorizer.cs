using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Security;

namespace Wava.Broker.Handlers;

/// <summary>Asks for what a handler's metadata demands of its senders: <c>[Authorize]</c>, policies, requirements. The resource is the <see cref="MessageContext"/>.</summary>
internal sealed class HandlerAuthorizer
{
    private readonly IAuthorizeData[] _data;
    private readonly AuthorizationPolicy[] _policies;
    private readonly IAuthorizationRequirementData[] _requirements;
    private readonly IServiceScopeFactory _scopes;
    private AuthorizationPolicy? _combined;

    private HandlerAuthorizer(
        IAuthorizeData[] data, AuthorizationPolicy[] policies, IAuthorizationRequirementData[] requirements, IServiceScopeFactory scopes) =>
        (_data, _policies, _requirements, _scopes) = (data, policies, requirements, scopes);

    /// <summary>The authorizer of a handler; null when the handler asks for nothing, or allows everybody (<c>[AllowAnonymous]</c>).</summary>
    /// <param name="metadata">The handler's metadata.</param>
    /// <param name="services">The application's services.</param>
    public static HandlerAuthorizer? For(IReadOnlyList<object> metadata, IServiceProvider services)
    {
        if (metadata.OfType<IAllowAnonymous>().Any()) return null;
        IAuthorizeData[] data = [.. metadata.OfType<IAuthorizeData>()];
        AuthorizationPolicy[] policies = [.. metadata.OfType<AuthorizationPolicy>()];
        IAuthorizationRequirementData[] requirements = [.. metadata.OfType<IAuthorizationRequirementData>()];
        return data.Length + policies.Length + requirements.Length == 0
            ? null
            : new HandlerAuthorizer(data, policies, requirements, services.GetRequiredService<IServiceScopeFactory>());
    }

    /// <summary>Looks whether all that the handler asks for is there. For the start of the application.</summary>
    /// <param name="handler">The handler's name.</param>
    /// <param name="problems">Gets a sentence for each thing that is not.</param>
    public async ValueTask ValidateAsync(string handler, List<string> problems)
    {
        if (_data.Any(each => !string.IsNullOrEmpty(each.AuthenticationSchemes)))
            problems.Add($"{handler}: [Authorize] names authentication schemes, but a message's user is that of its session: leave them out.");
        await using AsyncServiceScope scope = _scopes.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<IAuthorizationService>() is null || scope.ServiceProvider.GetService<IAuthorizationPolicyProvider>() is not { } provider)
        {
            problems.Add($"{handler}: [Authorize] needs authorization in the application: call builder.Services.AddAuthorization().");
            return;
        }

        foreach (string policy in _data.Select(each => each.Policy).OfType<string>().Where(each => each.Length > 0).Distinct(StringComparer.Ordinal))
        {
            if (await provider.GetPolicyAsync(policy) is null)
                problems.Add($"{handler}: there is no authorization policy '{policy}': add it with AddAuthorization.");
        }
    }

    /// <summary>Whether the message's sender may. Null: yes. Else a sentence that says why not, fit for the client's eyes.</summary>
    public async ValueTask<string?> CheckAsync(MessageContext context)
    {
        AuthorizationPolicy policy = _combined ?? await CombineAsync();
        var authorization = context.Services.GetRequiredService<IAuthorizationService>();
        // Policies know no null: who is unknown has a principal that says so.
        AuthorizationResult result = await authorization.AuthorizeAsync(context.User ?? new ClaimsPrincipal(new ClaimsIdentity()), context, policy.Requirements);
        if (result.Succeeded) return null;
        DestinationAction action = context.Subscription is null ? DestinationAction.Send : DestinationAction.Subscribe;
        return Refusal.Of(action, context.Destination, context.User);
    }

    private async ValueTask<AuthorizationPolicy> CombineAsync()
    {
        await using AsyncServiceScope scope = _scopes.CreateAsyncScope();
        var provider = scope.ServiceProvider.GetRequiredService<IAuthorizationPolicyProvider>();
        var combined = new AuthorizationPolicyBuilder();
        // Asked for nothing, it would give the policy for endpoints that ask for nothing.
        if (_data.Length + _policies.Length > 0 && await AuthorizationPolicy.CombineAsync(provider, _data, _policies) is { } policy) combined.Combine(policy);
        foreach (IAuthorizationRequirementData each in _requirements) combined.AddRequirements([.. each.GetRequirements()]);
        // Whoever asks, but for nothing in particular, asks for somebody.
        if (combined.Requirements.Count == 0) combined.RequireAuthenticatedUser();
        AuthorizationPolicy result = combined.Build();
        // A provider of the application's own may change its mind.
        if (provider.AllowsCachingPolicies) _combined = result;
        return result;
    }
}
