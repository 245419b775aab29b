using Wava.Broker.Security;

namespace Wava.Broker.Tests.Security;

public sealed class RuleBookTests
{
    [Theory]
    [InlineData(null, "/topic//a", "users", "Authorization[0].Pattern: '/topic//a' is not a pattern:")]
    [InlineData(null, "", "users", "Authorization[0].Pattern is missing")]
    [InlineData("publish", "/topic/a", "users", "Authorization[0].Action: 'publish' is not an action")]
    [InlineData(null, "/topic/a", "", "Authorization[0].Allow: '' does not say who may")]
    [InlineData(null, "/topic/a", "everybody", "Authorization[0].Allow: 'everybody' does not say who may")]
    [InlineData(null, "/topic/a", "role:", "Authorization[0].Allow: 'role:' does not say who may")]
    [InlineData(null, "/topic/a", "role:a,,b", "Authorization[0].Allow: 'role:a,,b' does not say who may")]
    [InlineData(null, "/topic/a", "policy:", "Authorization[0].Allow: 'policy:' does not say who may")]
    [InlineData(null, "/topic/a", "users:joe", "Authorization[0].Allow: 'users:joe' does not say who may")]
    public void A_mistake_in_the_configuration_is_told_by_its_place_and_alone(string? action, string pattern, string allow, string words)
    {
        string problem = Assert.Single(Problems(new DestinationRules(), new DestinationRuleOptions { Action = action, Pattern = pattern, Allow = allow }));

        Assert.StartsWith(words, problem, StringComparison.Ordinal);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_code_is_told_by_the_rule()
    {
        var rules = new DestinationRules();
        rules.Any("/topic/{a}{b}").Allow();
        rules.Send("/topic/a");

        Assert.Collection(
            Problems(rules),
            first => Assert.StartsWith("AuthorizeDestinations, Any(\"/topic/{a}{b}\"): ", first, StringComparison.Ordinal),
            second => Assert.Equal("AuthorizeDestinations, Send(\"/topic/a\"): the rule does not say who may: add Allow(), Deny() or one of the Require methods.", second));
    }

    [Fact]
    public void A_rule_that_can_let_nobody_through_is_refused_at_once()
    {
        var rules = new DestinationRules();

        Assert.Throws<ArgumentException>(() => rules.Send(""));
        Assert.Throws<ArgumentException>(() => rules.Send("/a").RequireRole());
        Assert.Throws<ArgumentException>(() => rules.Send("/a").RequirePolicy(""));
    }

    [Fact]
    public void It_knows_every_policy_that_is_asked_for_once()
    {
        var rules = new DestinationRules();
        rules.Send("/a").RequireAuthenticatedUser().RequirePolicy("one");
        rules.Otherwise.RequirePolicy("two");
        RuleBook book = RuleBook.Read(rules, [new DestinationRuleOptions { Pattern = "/b", Allow = "policy:one" }], '/', []);

        Assert.Equal(["one", "two"], book.Policies);
    }

    private static List<string> Problems(DestinationRules rules, params DestinationRuleOptions[] configured)
    {
        var problems = new List<string>();
        RuleBook.Read(rules, configured, '/', problems);
        return problems;
    }
}
