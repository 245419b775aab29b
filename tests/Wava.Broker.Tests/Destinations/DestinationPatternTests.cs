using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Destinations;

namespace Wava.Broker.Tests.Destinations;

public class DestinationPatternTests
{
    [Theory]
    [InlineData("/topic/a", "/topic/a", true)]
    [InlineData("/topic/a", "/topic/b", false)]
    [InlineData("/topic/a", "topic/a", false)]
    [InlineData("/topic/*", "/topic/a", true)]
    [InlineData("/topic/*", "/topic", false)]
    [InlineData("/topic/*", "/topic/", false)]
    [InlineData("/topic/*", "/topic/a/b", false)]
    [InlineData("/*/a", "/topic/a", true)]
    [InlineData("*/a", "topic/a", true)]
    [InlineData("*/a", "/a", false)]
    [InlineData("/topic/**", "/topic", true)]
    [InlineData("/topic/**", "/topic/a", true)]
    [InlineData("/topic/**", "/topic/a/b", true)]
    [InlineData("/topic/**", "/topics", false)]
    [InlineData("**", "/any/thing", true)]
    [InlineData("**", "thing", true)]
    [InlineData("/**", "/any/thing", true)]
    [InlineData("/**", "thing", false)]
    [InlineData("/a/**/z", "/a/z", true)]
    [InlineData("/a/**/z", "/a/b/c/z", true)]
    [InlineData("/a/**/z", "/a/z/b", false)]
    [InlineData("/**/a/**/b/**/c", "/a/x/b/b/c/c", true)]
    [InlineData("/**/a/**/b/**/c", "/b/a/c", false)]
    [InlineData("/topic/PRICE.*.IBM", "/topic/PRICE.NASDAQ.IBM", true)]
    [InlineData("/topic/PRICE.*.IBM", "/topic/PRICE.A.B.IBM", true)]
    [InlineData("/topic/PRICE.*.IBM", "/topic/PRICE.IBM", false)]
    [InlineData("/topic/PRICE.*.IBM", "/topic/PRICE.A/B.IBM", false)]
    [InlineData("/topic/a*", "/topic/a", true)]
    [InlineData("/topic/a*b*c", "/topic/abbbcbc", true)]
    [InlineData("/topic/a*b*c", "/topic/acb", false)]
    [InlineData("/t/*\u00E9*", "/t/caf\u00E9s", true)]
    public void Where_the_slash_separates(string pattern, string destination, bool matches) =>
        AssertMatch(pattern, '/', destination, matches);

    [Theory]
    [InlineData("/topic/a.*.c", "/topic/a.b.c", true)]
    [InlineData("/topic/a.*.c", "/topic/a.b/c", false)]
    [InlineData("/topic/a.*", "/topic/a.b.c", false)]
    [InlineData("/topic/a.**", "/topic/a", true)]
    [InlineData("/topic/a.**", "/topic/a.b.c", true)]
    [InlineData("/topic/a.**", "/topic/a/b", false)]
    [InlineData("/topic/**", "/topic/a.b.c", true)]
    [InlineData("/topic/**", "/topic.a", false)]
    [InlineData("/**/a.**.b", "/a/a.b", true)]
    [InlineData("/topic/*", "/topic/a.b", false)]
    [InlineData("/topic/a.b", "/topic/a/b", false)]
    public void Where_the_dot_separates_too(string pattern, string destination, bool matches) =>
        AssertMatch(pattern, '.', destination, matches);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("/topic//*", "empty segment")]
    [InlineData("/topic/*/", "ends with a separator")]
    [InlineData("/topic/../*", "'..'")]
    [InlineData("/topic/a**", "segment of its own")]
    [InlineData("/topic/***", "segment of its own")]
    public void A_broken_pattern_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(DestinationPattern.TryParse(text, '/', out DestinationPattern? pattern, out string? error));
        Assert.Null(pattern);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_with_very_many_segments_is_refused_but_a_name_is_not()
    {
        string name = string.Concat(Enumerable.Repeat("/a", 100));
        Assert.False(DestinationPattern.TryParse(name + "/*", '/', out _, out string? error));
        Assert.Contains("at most 63", error, StringComparison.Ordinal);
        AssertMatch(name, '/', name, true);

        string most = string.Concat(Enumerable.Repeat("/a", 62));
        AssertMatch(most + "/*", '/', most + "/b", true);
        AssertMatch(most + "/**", '/', most, true);
        AssertMatch(most + "/**", '/', name, true);
    }

    [Fact]
    public void Only_a_slash_or_a_dot_can_separate() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DestinationPattern.TryParse("/a", ':', out _, out _));

    [Theory]
    [InlineData("/topic/a", true)]
    [InlineData("/topic/*", false)]
    [InlineData("/topic/a*b", false)]
    [InlineData("/**/b", false)]
    public void A_name_without_a_star_is_literal(string text, bool literal)
    {
        DestinationPattern pattern = Patterns.Parse(text);
        Assert.Equal(literal, pattern.IsLiteral);
        Assert.Equal(!literal, DestinationPattern.IsPattern(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(text, pattern.ToString());
    }

    [Fact]
    public void Text_that_cannot_be_a_destination_matches_nothing() =>
        Assert.False(Patterns.Parse("/topic/*").Matches("/topic/\uD800"));

    [Fact]
    public void A_long_destination_can_be_matched_as_text() =>
        Assert.True(Patterns.Parse("/**/z").Matches(string.Concat(Enumerable.Repeat("/abcdef", 1000)) + "/z"));

    [Fact]
    public void It_agrees_with_the_plainest_definition() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5000),
            Prop.ForAll(Patterns.Text.ToArbitrary(), Patterns.Name.ToArbitrary(), (pattern, name) =>
                Patterns.Separators.All(s =>
                    !DestinationPattern.TryParse(pattern, s, out DestinationPattern? parsed, out _)
                    || parsed.Matches(Encoding.UTF8.GetBytes(name)) == Patterns.NaiveMatch(pattern, name, s))));

    private static void AssertMatch(string pattern, char separator, string destination, bool matches)
    {
        DestinationPattern parsed = Patterns.Parse(pattern, separator);
        Assert.Equal(matches, parsed.Matches(destination));
        Assert.Equal(matches, parsed.Matches(Encoding.UTF8.GetBytes(destination)));
    }
}
