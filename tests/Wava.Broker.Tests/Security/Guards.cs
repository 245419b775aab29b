using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Security;

namespace Wava.Broker.Tests.Security;

/// <summary>Guards made of rules, and people who come to them.</summary>
internal static class Guards
{
    public const string SessionId = "own-session";

    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    /// <summary>A person by name, with roles; null is a stranger.</summary>
    public static ClaimsPrincipal? Person(string? name, params string[] roles) => name is null
        ? null
        : new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, name), .. roles.Select(role => new Claim(ClaimTypes.Role, role))], authenticationType: "test"));

    public static DestinationGuard Make(
        Action<DestinationRules>? configure = null, char separator = '/', IServiceProvider? services = null, params DestinationRuleOptions[] configured)
    {
        var rules = new DestinationRules();
        configure?.Invoke(rules);
        var problems = new List<string>();
        RuleBook book = RuleBook.Read(rules, configured, separator, problems);
        Assert.Empty(problems);
        IServiceScopeFactory scopes = (services ?? NoServices).GetRequiredService<IServiceScopeFactory>();
        return new DestinationGuard(book, "/user", "/user/queue/errors", scopes);
    }

    /// <summary>Asks as a session does: whether there is a question at all, and then the question. What both say must agree.</summary>
    public static async Task<string?> AskAsync(this DestinationGuard guard, ClaimsPrincipal? who, DestinationAction action, string destination)
    {
        string? refusal = await guard.CheckAsync(new DestinationAccess(who, SessionId, action, destination), CancellationToken.None);
        if (!guard.Concerns(action, System.Text.Encoding.UTF8.GetBytes(destination))) Assert.Null(refusal);
        return refusal;
    }

    public static async Task<bool> MayAsync(this DestinationGuard guard, ClaimsPrincipal? who, DestinationAction action, string destination) =>
        await guard.AskAsync(who, action, destination) is null;
}
