using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Security;
using Wava.Broker.Tests.Sessions;

namespace Wava.Broker.Tests.Handlers;

public sealed class HandlerAuthorizerTests : IAsyncDisposable
{
    private static readonly ClaimsPrincipal? Stranger = Guards.Person(null);
    private static readonly ClaimsPrincipal Joe = Guards.Person("joe")!;
    private static readonly ClaimsPrincipal Ann = Guards.Person("ann", "admin", "staff")!;

    private readonly SessionFixture _broker = new();
    private readonly ServiceProvider _services = Services(services => services.AddAuthorizationCore(options =>
    {
        options.AddPolicy("staff", policy => policy.RequireRole("staff"));
        options.AddPolicy("news", policy => policy.RequireAssertion(context => context.Resource is MessageContext { Destination: "/app/news" }));
        // For endpoints that ask for nothing, which says nothing about handlers that ask for something.
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
    }));

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _services.DisposeAsync();
    }

    public static TheoryData<string, object[], bool, bool, bool> Demands { get; } = new()
    {
        { "a user", [new AuthorizeAttribute()], false, true, true },
        { "a role", [new AuthorizeAttribute { Roles = "root,admin" }], false, false, true },
        { "a policy", [new AuthorizeAttribute("staff")], false, false, true },
        { "class and method", [new AuthorizeAttribute("news"), new AuthorizeAttribute()], false, true, true },
        { "a policy as an object", [new AuthorizationPolicyBuilder().RequireUserName("joe").Build()], false, true, false },
        { "requirements alone", [new NamedAttribute("ann")], false, false, true },
        { "requirements beside a role", [new NamedAttribute("ann"), new AuthorizeAttribute { Roles = "root" }], false, false, false },
        { "a requirement that says nothing", [new NamedAttribute()], false, true, true },
        { "two policies at odds", [new AuthorizeAttribute("staff"), new AuthorizationPolicyBuilder().RequireUserName("joe").Build()], false, false, false },
    };

    [Theory]
    [MemberData(nameof(Demands))]
    public async Task All_that_is_asked_for_must_be_met(string demand, object[] metadata, bool stranger, bool joe, bool ann)
    {
        HandlerAuthorizer? authorizer = HandlerAuthorizer.For(metadata, _services);

        Assert.NotNull(authorizer);
        Assert.True(stranger == await MayAsync(authorizer, Stranger), $"{demand}: stranger");
        Assert.True(joe == await MayAsync(authorizer, Joe), $"{demand}: joe");
        Assert.True(ann == await MayAsync(authorizer, Ann), $"{demand}: ann");
        Assert.True(ann == await MayAsync(authorizer, Ann), $"{demand}: ann again");
    }

    [Fact]
    public void Where_nothing_is_asked_for_or_everybody_allowed_there_is_nothing_to_check()
    {
        Assert.Null(HandlerAuthorizer.For([], _services));
        Assert.Null(HandlerAuthorizer.For(["metadata", new MessageMappingAttribute("/a")], _services));
        Assert.Null(HandlerAuthorizer.For([new AuthorizeAttribute("staff"), new AllowAnonymousAttribute()], _services));
        Assert.Null(HandlerAuthorizer.For([new AllowAnonymousAttribute(), new AuthorizeAttribute("staff")], _services));
    }

    [Fact]
    public async Task A_refusal_says_what_was_wanted_and_not_what_would_have_helped()
    {
        HandlerAuthorizer authorizer = HandlerAuthorizer.For([new AuthorizeAttribute("staff")], _services)!;

        Assert.Equal("You may not send to /app/news.", await AskAsync(authorizer, Joe));
        Assert.Equal("You may not send to /app/news. Sign in first.", await AskAsync(authorizer, Stranger));
    }

    [Fact]
    public async Task It_need_not_wait_when_nobody_else_does()
    {
        HandlerAuthorizer authorizer = HandlerAuthorizer.For([new AuthorizeAttribute("staff")], _services)!;
        await AskAsync(authorizer, Ann);

        Assert.True(AskAsync(authorizer, Ann).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_provider_that_changes_its_mind_is_asked_again()
    {
        var provider = new Moods();
        await using ServiceProvider services = Services(each => each.AddAuthorizationCore().AddSingleton<IAuthorizationPolicyProvider>(provider));
        HandlerAuthorizer authorizer = HandlerAuthorizer.For([new AuthorizeAttribute("mood")], services)!;
        provider.Role = "admin";
        Assert.True(await MayAsync(authorizer, Ann, services));

        provider.Role = "root";
        Assert.False(await MayAsync(authorizer, Ann, services));
    }

    [Fact]
    public async Task What_is_missing_is_told_at_start()
    {
        await using ServiceProvider bare = Services();
        object[] metadata = [new AuthorizeAttribute("staff"), new AuthorizeAttribute("stuff") { AuthenticationSchemes = "Cookies" }];

        Assert.Collection(
            await ProblemsAsync(metadata, _services),
            first => Assert.StartsWith("ChatHandler.Say: [Authorize] names authentication schemes", first, StringComparison.Ordinal),
            second => Assert.Equal("ChatHandler.Say: there is no authorization policy 'stuff': add it with AddAuthorization.", second));
        Assert.Contains("AddAuthorization()", Assert.Single(await ProblemsAsync([new AuthorizeAttribute()], bare)), StringComparison.Ordinal);
        Assert.Empty(await ProblemsAsync([new AuthorizeAttribute("staff"), new AuthorizeAttribute { Roles = "admin" }], _services));
    }

    private static async Task<List<string>> ProblemsAsync(object[] metadata, IServiceProvider services)
    {
        var problems = new List<string>();
        await HandlerAuthorizer.For(metadata, services)!.ValidateAsync("ChatHandler.Say", problems);
        return problems;
    }

    private static ServiceProvider Services(Action<IServiceCollection>? more = null)
    {
        IServiceCollection services = new ServiceCollection().AddLogging().AddScoped<MessageContextAccessor>();
        more?.Invoke(services);
        return services.BuildServiceProvider(validateScopes: true);
    }

    private async Task<bool> MayAsync(HandlerAuthorizer authorizer, ClaimsPrincipal? user, IServiceProvider? services = null) =>
        await AskAsync(authorizer, user, services) is null;

    private async Task<string?> AskAsync(HandlerAuthorizer authorizer, ClaimsPrincipal? user, IServiceProvider? services = null)
    {
        var session = new StompSession(_broker.Services, new FakeTransport(), user);
        var handler = new HandlerDescriptor { Name = "test", Kind = HandlerKind.Message, Metadata = [], Invoke = _ => default, Answer = AnswerKind.None };
        var context = new MessageContext(session, Message.Create("/app/news", default), null, handler, (services ?? _services).GetRequiredService<IServiceScopeFactory>());
        try
        {
            return await authorizer.CheckAsync(context);
        }
        finally
        {
            await context.EndScopeAsync();
            await session.EndAsync();
        }
    }

    [AttributeUsage(AttributeTargets.All)]
    internal sealed class NamedAttribute(params string[] names) : Attribute, IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() => names.Select(name => new NameAuthorizationRequirement(name));
    }

    private sealed class Moods : IAuthorizationPolicyProvider
    {
        public string Role { get; set; } = "";

        public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

        public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(null);

        public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
            Task.FromResult<AuthorizationPolicy?>(new AuthorizationPolicyBuilder().RequireRole(Role).Build());
    }
}
