using System.Security.Claims;
using Wava.Broker.Security;
using static Wava.Broker.Security.DestinationAction;

namespace Wava.Broker.Tests.Security;

public sealed class UserDestinationTests
{
    [Theory]
    [InlineData("joe", "/user/joe/queue/chat", true)]
    [InlineData("joe", "/user/own-session/queue/chat", true)]
    [InlineData(null, "/user/own-session/queue/chat", true)]
    [InlineData("joe", "/user/ann/queue/chat", false)]
    [InlineData("joe", "/user/other-session/queue/chat", false)]
    [InlineData("joe", "/user/queue/chat", false)]
    [InlineData("joe", "/user/ann", false)]
    [InlineData("joe", "/user/JOE/queue/chat", false)]
    [InlineData("joe", "/user/joes/queue/chat", false)]
    [InlineData("joe", "/user/jo/queue/chat", false)]
    [InlineData(null, "/user/ann/queue/chat", false)]
    [InlineData(null, "/user//queue/chat", false)]
    [InlineData("a/b", "/user/a%2Fb/queue/chat", true)]
    [InlineData("a/b", "/user/a/b/queue/chat", false)]
    [InlineData("a", "/user/a/b/queue/chat", true)]
    [InlineData("a%2Fb", "/user/a%2Fb/queue/chat", false)]
    [InlineData("a%2Fb", "/user/a%252Fb/queue/chat", true)]
    [InlineData("100%", "/user/100%25/queue/chat", true)]
    [InlineData("joe@example.org", "/user/joe%40example.org/queue/chat", true)]
    [InlineData("j.doe", "/user/j.doe/queue/chat", true)]
    [InlineData("Ren\u00E9", "/user/Rene\u0301/queue/chat", true)]
    [InlineData("Rene\u0301", "/user/Ren%C3%A9/queue/chat", true)]
    public async Task Without_rules_one_can_send_to_oneself_alone(string? user, string destination, bool allowed) =>
        Assert.Equal(allowed, await Guards.Make().MayAsync(Guards.Person(user), Send, destination));

    [Fact]
    public async Task A_name_that_is_no_text_is_nobodys() =>
        Assert.False(await Guards.Make().MayAsync(Guards.Person("\uD800"), Send, "/user/\uD800/queue/chat"));

    [Theory]
    [InlineData("joe", "/user.joe.queue.chat", true)]
    [InlineData("joe", "/user/joe.queue/chat", false)]
    [InlineData("joe", "/user.joe/queue/chat", false)]
    [InlineData("joe.queue", "/user/joe.queue/chat", true)]
    [InlineData("ann", "/user.joe.queue.chat", false)]
    public async Task Where_the_dot_separates_too_a_name_ends_where_it_began(string user, string destination, bool allowed) =>
        Assert.Equal(allowed, await Guards.Make(separator: '.').MayAsync(Guards.Person(user), Send, destination));

    [Fact]
    public async Task Whose_name_is_another_than_that_of_the_sign_in_is_known_by_it()
    {
        DestinationGuard guard = Guards.Make();
        ClaimsPrincipal joe = Guards.Person("joe")!;

        Assert.Null(await guard.CheckAsync(new DestinationAccess(joe, "s", Send, "/user/42/queue/a") { UserName = "42" }, default));
        Assert.NotNull(await guard.CheckAsync(new DestinationAccess(joe, "s", Send, "/user/joe/queue/a") { UserName = "42" }, default));
        Assert.NotNull(await guard.CheckAsync(new DestinationAccess(joe, "s", Send, "/user/joe/queue/a") { UserName = null }, default));
    }

    [Theory]
    [InlineData("/user/*/queue/chat", "/user/ann/queue/chat", true)]
    [InlineData("/user/{name}/queue/chat", "/user/ann/queue/chat", true)]
    [InlineData("/user/*/queue/chat", "/user/ann/queue/other", false)]
    [InlineData("/user/**", "/user/ann/queue/chat", true)]
    [InlineData("/user/ann/**", "/user/ann/queue/chat", true)]
    [InlineData("/user/ann/**", "/user/eve/queue/chat", false)]
    [InlineData("/**", "/user/ann/queue/chat", false)]
    [InlineData("/*/ann/**", "/user/ann/queue/chat", false)]
    [InlineData("/user*/**", "/user/ann/queue/chat", false)]
    public async Task Sending_to_others_takes_a_rule_that_is_written_for_it(string pattern, string destination, bool allowed)
    {
        DestinationGuard guard = Guards.Make(rules =>
        {
            rules.Send(pattern).RequireAuthenticatedUser();
            rules.Otherwise.Allow();
        });

        Assert.Equal(allowed, await guard.MayAsync(Guards.Person("joe"), Send, destination));
        Assert.False(await guard.MayAsync(Guards.Person(null), Send, destination));
    }

    [Fact]
    public async Task A_rule_that_comes_first_and_forbids_counts_for_users_too()
    {
        DestinationGuard guard = Guards.Make(rules =>
        {
            rules.Send("/**").Deny();
            rules.Send("/user/**").Allow();
        });

        Assert.False(await guard.MayAsync(Guards.Person("joe"), Send, "/user/ann/queue/chat"));
        Assert.False(await guard.MayAsync(Guards.Person("joe"), Send, "/user/joe/queue/chat"));
    }

    [Fact]
    public async Task A_client_can_always_hear_what_is_wrong()
    {
        DestinationGuard guard = Guards.Make(rules => rules.Otherwise.Deny());

        Assert.True(await guard.MayAsync(Guards.Person(null), Subscribe, "/user/queue/errors"));
        Assert.False(await guard.MayAsync(Guards.Person(null), Subscribe, "/user/queue/*"));
        Assert.False(await guard.MayAsync(Guards.Person(null), Subscribe, "/user/queue/news"));
        Assert.False(await guard.MayAsync(Guards.Person(null), Send, "/user/queue/errors"));
    }
}
