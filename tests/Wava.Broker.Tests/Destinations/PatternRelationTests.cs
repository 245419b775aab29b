using System.Text;
using Wava.Broker.Destinations;

namespace Wava.Broker.Tests.Destinations;

public sealed class PatternRelationTests
{
    [Theory]
    [InlineData("/topic/**", "/topic/a", true)]
    [InlineData("/topic/**", "/topic", true)]
    [InlineData("/topic/**", "/topic/*", true)]
    [InlineData("/topic/**", "/topic/a/**/b", true)]
    [InlineData("/topic/**", "/topics/*", false)]
    [InlineData("/topic/**", "/**", false)]
    [InlineData("/topic/*", "/topic/**", false)]
    [InlineData("/topic/*", "/topic/a*", true)]
    [InlineData("/topic/a*", "/topic/*", false)]
    [InlineData("/topic/a*", "/topic/ab*c", true)]
    [InlineData("/topic/a", "/topic/a*", false)]
    [InlineData("/**", "/**", true)]
    [InlineData("**", "/**", true)]
    [InlineData("/**", "**", false)]
    [InlineData("/**/*", "/*/**", true)]
    [InlineData("/*/**", "/**/*", true)]
    [InlineData("/**/a/**", "/**/a/*/**", true)]
    [InlineData("/**/a/**", "/**/b/**", false)]
    [InlineData("/**/*a*/**", "/x/**/bab/*", true)]
    public void One_pattern_covers_another_when_it_stands_for_all_of_it(string whole, string part, bool covers) =>
        Assert.Equal(covers, PatternRelation.Covers(Patterns.Parse(whole), Patterns.Parse(part)));

    [Theory]
    [InlineData("/topic/**", "/topic/admin/**", true)]
    [InlineData("/topic/*", "/topic/admin/**", true)]
    [InlineData("/topic/*", "/topic/admin/*", false)]
    [InlineData("/topic/a*", "/topic/*b", true)]
    [InlineData("/topic/a*", "/topic/b*", false)]
    [InlineData("/topic/a*b*", "/topic/*c*d", true)]
    [InlineData("/topic/a*bc", "/topic/*c*b", false)]
    [InlineData("/**/a", "/**/b", false)]
    [InlineData("/**/a/**", "/**/b/**", true)]
    [InlineData("**", "*", true)]
    [InlineData("/**", "*", false)]
    public void Two_patterns_meet_when_they_have_a_destination_in_common(string one, string other, bool meet)
    {
        Assert.Equal(meet, PatternRelation.Meet(Patterns.Parse(one), Patterns.Parse(other)));
        Assert.Equal(meet, PatternRelation.Meet(Patterns.Parse(other), Patterns.Parse(one)));
    }

    [Fact]
    public void Where_the_slash_separates_it_agrees_with_trying_every_destination() =>
        Compare(
            '/',
            Texts(["a", "b", "*", "**", "a*", "*b", "a*b"], ["/"], most: 3),
            Texts(["a", "b", "ab", "ba", "c"], ["/"], most: 4));

    [Fact]
    public void Where_the_dot_separates_too_it_agrees_with_trying_every_destination() =>
        Compare('.', Texts(["a", "*", "**"], ["/", "."], most: 3), Texts(["a", "b"], ["/", "."], most: 5));

    [Fact]
    public void A_pattern_made_to_be_slow_is_answered_with_care()
    {
        DestinationPattern whole = Patterns.Parse("/**/a" + string.Concat(Enumerable.Repeat("/*", 20)));
        DestinationPattern hostile = Patterns.Parse(string.Concat(Enumerable.Repeat("/**/a/**/b", 15)) + "/**");

        Assert.False(PatternRelation.Covers(whole, hostile));
        Assert.True(PatternRelation.Meet(whole, hostile));
    }

    private static void Compare(char separator, string[] patterns, string[] names)
    {
        byte[][] octets = [.. names.Select(Encoding.UTF8.GetBytes)];
        (DestinationPattern Pattern, ulong[] Names)[] all = [.. patterns.Select(text => Patterns.Parse(text, separator)).Select(pattern => (pattern, Matched(pattern, octets)))];
        var wrong = new List<string>();
        foreach ((DestinationPattern whole, ulong[] wholeNames) in all)
        {
            foreach ((DestinationPattern part, ulong[] partNames) in all)
            {
                bool covers = true, meet = false;
                for (int i = 0; i < wholeNames.Length; i++)
                {
                    covers &= (partNames[i] & ~wholeNames[i]) == 0;
                    meet |= (partNames[i] & wholeNames[i]) != 0;
                }

                if (PatternRelation.Covers(whole, part) != covers) wrong.Add($"{whole} covers {part}: {covers}");
                if (PatternRelation.Meet(whole, part) != meet) wrong.Add($"{whole} meets {part}: {meet}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {all.Length}²: {string.Join("; ", wrong.Take(20))}");
    }

    /// <summary>Which of the names a pattern stands for, a bit each.</summary>
    private static ulong[] Matched(DestinationPattern pattern, byte[][] names)
    {
        var matched = new ulong[(names.Length + 63) / 64];
        for (int i = 0; i < names.Length; i++)
        {
            if (pattern.Matches(names[i])) matched[i / 64] |= 1UL << (i % 64);
        }

        return matched;
    }

    /// <summary>Everything that can be written with these segments, with a slash in front and without.</summary>
    private static string[] Texts(string[] segments, string[] separators, int most)
    {
        var all = new List<string>();
        string[] longest = [.. segments.SelectMany(segment => new[] { segment, "/" + segment })];
        for (int length = 1; ; length++)
        {
            all.AddRange(longest);
            if (length == most) return [.. all];
            longest = [.. longest.SelectMany(text => separators.SelectMany(separator => segments.Select(segment => text + separator + segment)))];
        }
    }
}
