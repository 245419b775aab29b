using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Security;
using static Wava.Broker.Security.DestinationAction;

namespace Wava.Broker.Tests.Security;

public sealed class DestinationGuardTests
{
    private static readonly ClaimsPrincipal? Stranger = Guards.Person(null);
    private static readonly ClaimsPrincipal Joe = Guards.Person("joe")!;
    private static readonly ClaimsPrincipal Ann = Guards.Person("ann", "admin", "staff")!;

    [Theory]
    [InlineData(Send, "/topic/news")]
    [InlineData(Send, "/app/hello")]
    [InlineData(Send, "/users")]
    [InlineData(Send, "/user")]
    [InlineData(Subscribe, "/topic/**")]
    [InlineData(Subscribe, "/user/queue/news")]
    [InlineData(Subscribe, "/user/ann/queue/news")]
    public async Task Without_rules_everybody_may_do_everything_and_there_is_no_question(DestinationAction action, string destination)
    {
        DestinationGuard guard = Guards.Make();

        Assert.False(guard.Concerns(action, Encoding.UTF8.GetBytes(destination)));
        Assert.Null(await guard.AskAsync(Stranger, action, destination));
    }

    [Theory]
    [InlineData(Send, "/app/hello", false, true, true)]
    [InlineData(Send, "/app", false, true, true)]
    [InlineData(Send, "/topic/news", false, false, false)]
    [InlineData(Send, "/queue/jobs", false, false, true)]
    [InlineData(Send, "/topic/admin/keys", false, false, false)]
    [InlineData(Send, "/elsewhere", false, false, false)]
    [InlineData(Subscribe, "/app/hello", false, false, false)]
    [InlineData(Subscribe, "/topic/news", true, true, true)]
    [InlineData(Subscribe, "/topic/admin", false, false, true)]
    [InlineData(Subscribe, "/topic/admin/keys", false, false, true)]
    [InlineData(Subscribe, "/topic/administration", true, true, true)]
    [InlineData(Subscribe, "/queue/jobs", false, false, true)]
    [InlineData(Subscribe, "/user/queue/news", false, true, true)]
    [InlineData(Subscribe, "/user/queue/errors", true, true, true)]
    [InlineData(Subscribe, "/elsewhere", false, false, false)]
    public async Task The_first_rule_that_matches_decides_and_without_one_the_answer_is_no(
        DestinationAction action, string destination, bool stranger, bool joe, bool ann)
    {
        DestinationGuard guard = Guards.Make(rules =>
        {
            rules.Send("/app/**").RequireAuthenticatedUser();
            rules.Subscribe("/topic/admin/**").RequireRole("admin", "root");
            rules.Subscribe("/topic/**").Allow();
            rules.Any("/queue/*").RequireAuthenticatedUser().RequireRole("staff");
            rules.Subscribe("/user/**").RequireAuthenticatedUser();
            rules.Send("/topic/**").Deny();
            rules.Any("/topic/**").Allow();
        });

        Assert.Equal(stranger, await guard.MayAsync(Stranger, action, destination));
        Assert.Equal(joe, await guard.MayAsync(Joe, action, destination));
        Assert.Equal(ann, await guard.MayAsync(Ann, action, destination));
    }

    [Fact]
    public async Task What_no_rule_matches_is_up_to_Otherwise()
    {
        DestinationGuard open = Guards.Make(rules =>
        {
            rules.Send("/topic/**").Deny();
            rules.Otherwise.Allow();
        });
        DestinationGuard members = Guards.Make(rules => rules.Otherwise.RequireAuthenticatedUser());

        Assert.False(await open.MayAsync(Joe, Send, "/topic/news"));
        Assert.True(await open.MayAsync(Stranger, Send, "/queue/jobs"));
        Assert.True(await open.MayAsync(Stranger, Subscribe, "/topic/**"));
        Assert.True(await members.MayAsync(Joe, Subscribe, "/topic/**"));
        Assert.False(await members.MayAsync(Stranger, Subscribe, "/topic/**"));
    }

    [Fact]
    public async Task A_condition_is_told_what_the_variables_of_the_pattern_stand_for()
    {
        DestinationGuard guard = Guards.Make(rules =>
            rules.Any("/topic/{kind}/{room}/**").Require(access => access.Variables["room"] == $"{access.Variables["kind"]}-of-{access.User?.Identity?.Name}"));

        Assert.True(await guard.MayAsync(Joe, Send, "/topic/room/room-of-joe"));
        Assert.True(await guard.MayAsync(Joe, Subscribe, "/topic/room/room-of-joe/lines/new"));
        Assert.True(await guard.MayAsync(Joe, Subscribe, "/topic/room/room-of-joe/**"));
        Assert.False(await guard.MayAsync(Joe, Subscribe, "/topic/room/room-of-ann"));
        Assert.False(await guard.MayAsync(Joe, Subscribe, "/topic/house/room-of-joe"));
    }

    [Fact]
    public async Task A_condition_can_use_services_whose_scope_ends_with_the_question()
    {
        var made = new List<Membership>();
        await using ServiceProvider services = new ServiceCollection().AddScoped(_ =>
        {
            var membership = new Membership();
            made.Add(membership);
            return membership;
        }).BuildServiceProvider(validateScopes: true);
        DestinationGuard guard = Guards.Make(
            rules => rules.Any("/topic/rooms/{room}").Require(async (access, provider, stop) =>
            {
                await Task.Yield();
                return provider.GetRequiredService<Membership>().Has(access.User, access.Variables["room"]);
            }),
            services: services);

        Assert.True(await guard.MayAsync(Joe, Send, "/topic/rooms/joes"));
        Assert.False(await guard.MayAsync(Joe, Send, "/topic/rooms/anns"));
        Assert.Equal(2, made.Count);
        Assert.All(made, each => Assert.True(each.IsDisposed));
    }

    [Fact]
    public async Task A_policy_of_the_application_decides_and_its_resource_is_the_wish()
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddAuthorizationCore(options =>
            options.AddPolicy("reports", policy => policy.RequireAssertion(context =>
                context.User.IsInRole("staff") && context.Resource is DestinationAccess { Action: Subscribe } access && access.Variables["year"] == "2026")))
            .BuildServiceProvider(validateScopes: true);
        DestinationGuard guard = Guards.Make(rules => rules.Any("/reports/{year}").RequirePolicy("reports"), services: services);

        Assert.True(await guard.MayAsync(Ann, Subscribe, "/reports/2026"));
        Assert.False(await guard.MayAsync(Ann, Subscribe, "/reports/2025"));
        Assert.False(await guard.MayAsync(Ann, Send, "/reports/2026"));
        Assert.False(await guard.MayAsync(Joe, Subscribe, "/reports/2026"));
        Assert.False(await guard.MayAsync(Stranger, Subscribe, "/reports/2026"));
    }

    [Fact]
    public async Task Rules_of_the_configuration_come_after_those_in_code()
    {
        DestinationGuard guard = Guards.Make(
            rules => rules.Send("/topic/news").Deny(),
            configured:
            [
                new DestinationRuleOptions { Action = "SEND", Pattern = "/topic/**", Allow = "users" },
                new DestinationRuleOptions { Pattern = "/topic/admin/**", Allow = "role: admin, root" },
                new DestinationRuleOptions { Action = "subscribe", Pattern = "/topic/**", Allow = "Anybody" },
                new DestinationRuleOptions { Action = "", Pattern = "/**", Allow = "nobody" },
            ]);

        Assert.False(await guard.MayAsync(Joe, Send, "/topic/news"));
        Assert.True(await guard.MayAsync(Joe, Send, "/topic/other"));
        Assert.False(await guard.MayAsync(Stranger, Send, "/topic/other"));
        Assert.False(await guard.MayAsync(Joe, Subscribe, "/topic/admin/keys"));
        Assert.True(await guard.MayAsync(Ann, Subscribe, "/topic/admin/keys"));
        Assert.True(await guard.MayAsync(Stranger, Subscribe, "/topic/news"));
        Assert.False(await guard.MayAsync(Ann, Subscribe, "/queue/jobs"));
    }

    [Fact]
    public async Task A_refusal_says_what_was_wanted_and_not_what_would_have_helped()
    {
        DestinationGuard guard = Guards.Make(rules =>
        {
            rules.Send("/topic/**").RequireRole("secret-role");
            rules.Subscribe("/topic/**").RequireRole("secret-role");
        });

        Assert.Equal("You may not send to /topic/news.", await guard.AskAsync(Joe, Send, "/topic/news"));
        Assert.Equal("You may not subscribe to /topic/*.", await guard.AskAsync(Joe, Subscribe, "/topic/*"));
        Assert.Equal("You may not send to /topic/news. Sign in first.", await guard.AskAsync(Stranger, Send, "/topic/news"));
        Assert.Equal(
            "You may not send to /topic/news. Sign in first.",
            await guard.AskAsync(new ClaimsPrincipal(new ClaimsIdentity()), Send, "/topic/news"));
    }

    [Fact]
    public void Roles_are_looked_at_without_waiting()
    {
        DestinationGuard guard = Guards.Make(rules => rules.Any("/topic/**").RequireAuthenticatedUser().RequireRole("admin"));

        Assert.True(guard.MayAsync(Ann, Send, "/topic/a").IsCompletedSuccessfully);
        Assert.True(guard.MayAsync(Joe, Subscribe, "/topic/**").IsCompletedSuccessfully);
    }

    [Fact]
    public void What_is_open_to_everybody_raises_no_question_and_costs_no_memory()
    {
        DestinationGuard none = Guards.Make();
        DestinationGuard some = Guards.Make(rules =>
        {
            rules.Send("/app/admin/**").RequireRole("admin");
            rules.Send("/app/**").Allow();
        });
        Assert.False(some.Concerns(Send, "/app/hello"u8));
        Assert.True(some.Concerns(Send, "/app/admin/stop"u8));
        Assert.True(some.Concerns(Send, "/topic/news"u8));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            none.Concerns(Send, "/user/ann/queue/a"u8);
            some.Concerns(Send, "/app/hello"u8);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private sealed class Membership : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public bool Has(ClaimsPrincipal? user, string room) => !IsDisposed && room == user?.Identity?.Name + "s";

        public void Dispose() => IsDisposed = true;
    }
}
