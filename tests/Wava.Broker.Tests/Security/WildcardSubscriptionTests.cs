using System.Security.Claims;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Destinations;
using Wava.Broker.Security;
using Wava.Broker.Tests.Destinations;
using static Wava.Broker.Security.DestinationAction;

namespace Wava.Broker.Tests.Security;

public sealed class WildcardSubscriptionTests
{
    private static readonly ClaimsPrincipal Joe = Guards.Person("joe")!;
    private static readonly ClaimsPrincipal Ann = Guards.Person("ann", "admin")!;

    [Theory]
    [InlineData("/topic/**", false, true)]
    [InlineData("/topic/*", false, true)]
    [InlineData("/topic/*/keys", false, true)]
    [InlineData("/topic/a*/keys", false, true)]
    [InlineData("/topic/b*/keys", true, true)]
    [InlineData("/topic/*/*", false, true)]
    [InlineData("/topic/news/**", true, true)]
    [InlineData("/topic/admin/**", false, true)]
    [InlineData("/topic/admin*", false, true)]
    [InlineData("/topic/adm*s", true, true)]
    [InlineData("/**", false, false)]
    [InlineData("/**/news", false, false)]
    [InlineData("/queue/*", false, false)]
    [InlineData("/topic/a**", false, false)]
    [InlineData("*", false, false)]
    public async Task A_pattern_is_open_to_whom_all_of_it_is_open(string pattern, bool joe, bool ann)
    {
        DestinationGuard guard = Guards.Make(rules =>
        {
            rules.Subscribe("/topic/admin/**").RequireRole("admin");
            rules.Send("/topic/news/secret").Deny();
            rules.Subscribe("/topic/**").RequireAuthenticatedUser();
        });

        Assert.Equal(joe, await guard.MayAsync(Joe, Subscribe, pattern));
        Assert.Equal(ann, await guard.MayAsync(Ann, Subscribe, pattern));
        Assert.False(await guard.MayAsync(null, Subscribe, pattern));
    }

    [Theory]
    [InlineData("/rooms/red/**", true)]
    [InlineData("/rooms/red/*", true)]
    [InlineData("/rooms/*/lines", false)]
    [InlineData("/rooms/r*/lines", false)]
    [InlineData("/rooms/**", false)]
    [InlineData("/rooms/**/red", false)]
    public async Task A_condition_about_a_variable_is_not_asked_when_the_pattern_leaves_it_open(string pattern, bool asked)
    {
        var seen = new List<string>();
        DestinationGuard guard = Guards.Make(rules => rules.Any("/rooms/{room}/**").Require(access =>
        {
            seen.Add(access.Variables["room"]);
            return true;
        }));

        Assert.Equal(asked, await guard.MayAsync(Joe, Subscribe, pattern));
        Assert.Equal(asked ? ["red"] : [], seen);
    }

    [Fact]
    public async Task A_condition_without_variables_sees_that_it_is_asked_about_a_pattern()
    {
        DestinationGuard guard = Guards.Make(rules => rules.Subscribe("/topic/**").Require(access => !access.IsPattern));

        Assert.True(await guard.MayAsync(Joe, Subscribe, "/topic/news"));
        Assert.False(await guard.MayAsync(Joe, Subscribe, "/topic/*"));
    }

    [Fact]
    public async Task The_variables_of_one_rule_are_not_those_of_the_next()
    {
        DestinationGuard guard = Guards.Make(rules =>
        {
            rules.Subscribe("/a/{x}/c").Require(access => access.Variables["x"] == "b");
            rules.Otherwise.Require(access => access.Variables.Count == 0);
        });

        Assert.True(await guard.MayAsync(Joe, Subscribe, "/a/b/*"));
    }

    [Fact]
    public void Whoever_may_subscribe_to_a_pattern_may_subscribe_to_all_that_it_stands_for()
    {
        Gen<(string Pattern, bool Open)> rule = from pattern in Patterns.Text from open in Gen.Elements(true, true, true, false) select (pattern, open);
        Gen<((string Pattern, bool Open)[] Rules, bool Otherwise)> book =
            from rules in rule.ArrayOf(4) from otherwise in Gen.Elements(true, false) select (rules, otherwise);
        int allowed = 0, refused = 0;

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1500),
            Prop.ForAll(book.ToArbitrary(), Patterns.Text.ToArbitrary(), Patterns.Name.ListOf(20).ToArbitrary(), (given, pattern, names) =>
            {
                foreach (char separator in Patterns.Separators)
                {
                    if (!DestinationPattern.TryParse(pattern, separator, out DestinationPattern? subscribed, out _)) continue;
                    DestinationGuard guard = Guards.Make(rules => Write(rules, given, separator), separator);
                    bool all = May(guard, pattern);
                    if (all) allowed++;
                    else refused++;
                    if (all && names.Any(name => subscribed.Matches(name) && !May(guard, name))) return false;
                    // And whoever is kept out of nothing that the pattern could mean may have all of it.
                    if (!all && given.Otherwise && given.Rules.All(each => each.Open)) return false;
                }

                return true;
            }));

        Assert.True(allowed > 100 && refused > 100, $"{allowed} allowed, {refused} refused: the property says too little.");
    }

    private static void Write(DestinationRules rules, ((string Pattern, bool Open)[] Rules, bool Otherwise) given, char separator)
    {
        foreach ((string pattern, bool open) in given.Rules.Where(each => DestinationPattern.TryParse(each.Pattern, separator, out _, out _)))
        {
            if (open) rules.Subscribe(pattern).Allow();
            else rules.Subscribe(pattern).Deny();
        }

        if (given.Otherwise) rules.Otherwise.Allow();
        else rules.Otherwise.Deny();
    }

    private static bool May(DestinationGuard guard, string destination)
    {
        Task<bool> may = guard.MayAsync(Joe, Subscribe, destination);
        Assert.True(may.IsCompletedSuccessfully);
        return may.Result;
    }
}
