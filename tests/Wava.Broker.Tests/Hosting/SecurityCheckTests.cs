using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Moq;
using Wava.Broker.Hosting;
using Wava.Broker.Security;

namespace Wava.Broker.Tests.Hosting;

public sealed class SecurityCheckTests
{
    [Fact]
    public async Task A_mistake_in_a_rule_stops_the_start()
    {
        string refusal = await StartAsync(broker => broker.AuthorizeDestinations(rules => rules.Send("/topic//a").Allow()));

        Assert.Contains("AuthorizeDestinations, Send(\"/topic//a\"): '/topic//a' is not a pattern", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_with_policies_need_authorization()
    {
        string refusal = await StartAsync(broker =>
        {
            broker.AuthorizeDestinations(rules => rules.Send("/a").RequirePolicy("reports"));
            broker.Services.RemoveAll<IAuthorizationService>();
        });

        Assert.Contains("builder.Services.AddAuthorization()", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_does_not_exist_stops_the_start_wherever_the_rule_stands()
    {
        string refusal = await StartAsync(broker =>
        {
            broker.Services.AddAuthorization(options => options.AddPolicy("known", policy => policy.RequireAuthenticatedUser()));
            broker.AuthorizeDestinations(rules => rules.Send("/a").RequirePolicy("reports"));
            broker.AuthorizeDestinations(rules => rules.Send("/b").RequirePolicy("known"));
            broker.Configure(options => options.Authorization.Add(new DestinationRuleOptions { Pattern = "/c", Allow = "policy:moderators" }));
        });

        Assert.Contains("policy 'reports'", refusal, StringComparison.Ordinal);
        Assert.Contains("policy 'moderators'", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("'known'", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_of_policies_that_cannot_answer_yet_does_not_stop_the_start()
    {
        var provider = new Mock<IAuthorizationPolicyProvider>();
        provider.Setup(each => each.GetPolicyAsync("reports")).ThrowsAsync(new TimeoutException());

        Assert.Equal("", await StartAsync(broker =>
        {
            broker.Services.AddAuthorization();
            broker.Services.AddSingleton(provider.Object);
            broker.AuthorizeDestinations(rules => rules.Send("/a").RequirePolicy("reports"));
        }));
        provider.Verify(each => each.GetPolicyAsync("reports"));
    }

    [Fact]
    public async Task A_scheme_that_does_not_exist_stops_the_start_with_those_that_do()
    {
        string none = await StartAsync(broker => broker.UseAuthenticationScheme("Bearer"));
        string other = await StartAsync(broker =>
        {
            broker.UseAuthenticationScheme("Bearer");
            broker.Services.AddDataProtection();
            broker.Services.AddAuthentication().AddBearerToken("Tokens").AddCookie("Cookies");
        });

        Assert.Contains("UseAuthenticationScheme(\"Bearer\")", none, StringComparison.Ordinal);
        Assert.Contains("builder.Services.AddAuthentication()", none, StringComparison.Ordinal);
        Assert.Contains("no authentication scheme 'Bearer'; there are Tokens, Cookies", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_right_starts()
    {
        Assert.Equal("", await StartAsync());
        Assert.Equal("", await StartAsync(broker =>
        {
            broker.Services.AddDataProtection();
            broker.Services.AddAuthentication().AddBearerToken("Tokens");
            broker.UseAuthenticationScheme("Tokens").AuthorizeDestinations(rules => rules.Any("/topic/{room}").RequireAuthenticatedUser());
        }));
    }

    [Fact]
    public async Task Whoever_is_to_decide_who_connects_was_named_last()
    {
        await using WebApplication scheme = Build(broker => broker.UseAuthenticator((_, _) => new(ConnectDecision.Refuse())).UseAuthenticationScheme("Tokens", required: false));
        await using WebApplication function = Build(broker => broker.UseAuthenticationScheme("Tokens").UseAuthenticator((_, _) => new(ConnectDecision.Refuse("No."))));

        Assert.Equal("Tokens", Assert.IsType<SchemeAuthenticator>(Assert.Single(scheme.Services.GetServices<IConnectAuthenticator>())).Scheme);
        ConnectDecision decision = await Assert.Single(function.Services.GetServices<IConnectAuthenticator>())
            .AuthenticateAsync(new ConnectRequest(new Dictionary<string, string>(), null, "tcp", null), CancellationToken.None);
        Assert.Equal("No.", decision.Reason);
    }

    [Fact]
    public async Task The_guard_goes_by_the_options()
    {
        await using WebApplication app = Build(broker => broker
            .Configure(options =>
            {
                options.UserPrefix = "/people";
                options.ErrorDestination = "/people/errors";
                options.Memory.DestinationSeparator = '.';
                options.Authorization.Add(new DestinationRuleOptions { Pattern = "/topic.*", Allow = "anybody" });
            })
            .AuthorizeDestinations(rules => rules.Send("/topic.a").Deny()));
        IDestinationGuard guard = app.Services.GetRequiredService<IDestinationGuard>();

        Assert.False(guard.Concerns(DestinationAction.Send, "/topic.b"u8));
        Assert.True(guard.Concerns(DestinationAction.Send, "/topic.a"u8));
        Assert.True(guard.Concerns(DestinationAction.Send, "/people.joe.x"u8));
        Assert.Null(await guard.CheckAsync(new DestinationAccess(null, "s", DestinationAction.Subscribe, "/people/errors"), CancellationToken.None));
    }

    private static WebApplication Build(Action<StompBrokerBuilder>? configure) => StompHost.Build(broker =>
    {
        SecurityServices.Add(broker.Services);
        configure?.Invoke(broker);
    });

    /// <summary>What the start fails with, or nothing.</summary>
    private static async Task<string> StartAsync(Action<StompBrokerBuilder>? configure = null)
    {
        await using WebApplication app = Build(configure);
        try
        {
            await app.StartAsync();
            await app.StopAsync();
            return "";
        }
        catch (OptionsValidationException e)
        {
            return e.Message;
        }
    }
}
