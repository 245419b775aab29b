using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Wava.Broker.Security;

/// <summary>Something that a rule requires of a client.</summary>
internal sealed class RuleCondition
{
    public static readonly RuleCondition Nobody = new((_, _, _) => new ValueTask<bool>(false));
    public static readonly RuleCondition AuthenticatedUser = new((access, _, _) => new ValueTask<bool>(IsKnown(access.User)));

    private readonly Check _check;

    private RuleCondition(Check check) => _check = check;

    public delegate ValueTask<bool> Check(DestinationAccess access, IServiceScopeFactory scopes, CancellationToken stop);

    /// <summary>Whether it is the application that is asked, and so may look at the variables of the rule's pattern.</summary>
    public bool SeesVariables { get; private init; }

    /// <summary>The authorization policy it names, or null.</summary>
    public string? Policy { get; private init; }

    public static RuleCondition Role(ImmutableArray<string> roles) => new((access, _, _) =>
    {
        foreach (string role in roles)
        {
            if (access.User?.IsInRole(role) == true) return new ValueTask<bool>(true);
        }

        return new ValueTask<bool>(false);
    });

    public static RuleCondition When(Check condition) => new(condition) { SeesVariables = true };

    public static RuleCondition WithServices(Func<DestinationAccess, IServiceProvider, CancellationToken, ValueTask<bool>> condition) =>
        When(async (access, scopes, stop) =>
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            return await condition(access, scope.ServiceProvider, stop);
        });

    public static RuleCondition ForPolicy(string policy) => new(async (access, scopes, _) =>
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        var authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();
        // Policies know no null: who is unknown has a principal that says so.
        AuthorizationResult result = await authorization.AuthorizeAsync(access.User ?? new ClaimsPrincipal(new ClaimsIdentity()), access, policy);
        return result.Succeeded;
    })
    {
        SeesVariables = true,
        Policy = policy,
    };

    /// <summary>Whether a user is signed in.</summary>
    public static bool IsKnown(ClaimsPrincipal? user)
    {
        if (user is null) return false;
        foreach (ClaimsIdentity identity in user.Identities)
        {
            if (identity.IsAuthenticated) return true;
        }

        return false;
    }

    public ValueTask<bool> HoldsAsync(DestinationAccess access, IServiceScopeFactory scopes, CancellationToken stop) => _check(access, scopes, stop);
}
