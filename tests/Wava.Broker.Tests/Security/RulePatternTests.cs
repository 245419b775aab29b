using System.Text;
using Wava.Broker.Security;

namespace Wava.Broker.Tests.Security;

public sealed class RulePatternTests
{
    [Theory]
    [InlineData("/rooms/{room}", '/', "/rooms/red", "room=red")]
    [InlineData("/rooms/{room}/**", '/', "/rooms/red", "room=red")]
    [InlineData("/rooms/{room}/**", '/', "/rooms/red/lines/1", "room=red")]
    [InlineData("/**/{last}", '/', "/a/b/c", "last=c")]
    [InlineData("/{first}/**/{one}/{two}", '/', "/a/b/c/d", "first=a one=c two=d")]
    [InlineData("{first}/b", '/', "a/b", "first=a")]
    [InlineData("/rooms/{room}", '/', "/rooms/a.b", "room=a.b")]
    [InlineData("/rooms/{room}.{topic}", '.', "/rooms/a.b", "room=a topic=b")]
    [InlineData("/rooms.**.{topic}", '.', "/rooms.a/b", null)]
    [InlineData("/rooms/{room}", '/', "/rooms/caf\u00E9", "room=caf\u00E9")]
    [InlineData("/rooms/{room}", '/', "/rooms/{room}", "room={room}")]
    [InlineData("/rooms/*", '/', "/rooms/red", "")]
    public void A_name_in_braces_stands_for_one_segment(string text, char separator, string destination, string? variables)
    {
        RulePattern pattern = Parse(text, separator);
        byte[] octets = Encoding.UTF8.GetBytes(destination);

        Assert.Equal(variables is not null, pattern.Destinations.Matches(octets));
        if (variables is not null) Assert.Equal(variables, Text(pattern.Read(octets, isPattern: false)));
    }

    [Theory]
    [InlineData("/rooms/{room}/**", "/rooms/red/*", "room=red")]
    [InlineData("/rooms/{room}/**", "/rooms/red/**", "room=red")]
    [InlineData("/rooms/{room}/**", "/rooms/*/x", null)]
    [InlineData("/rooms/{room}/**", "/rooms/r*/x", null)]
    [InlineData("/rooms/{room}/**", "/rooms/**/x", null)]
    [InlineData("/rooms/{room}/**", "/**/red/x", null)]
    [InlineData("/rooms/{room}/**", "/rooms", null)]
    [InlineData("/**/{room}/end", "/**/red/end", "room=red")]
    [InlineData("/**/{room}/end", "/**/red/*", "room=red")]
    [InlineData("/**/{room}/end", "/a/red/**", null)]
    [InlineData("/**/{room}/end", "/**/*/end", null)]
    [InlineData("/**/{room}/end", "/end", null)]
    public void A_subscribed_pattern_says_it_or_leaves_it_open(string text, string subscribed, string? variables) =>
        Assert.Equal(variables, Text(Parse(text, '/').Read(Encoding.UTF8.GetBytes(subscribed), isPattern: true)));

    [Theory]
    [InlineData("/rooms/{room", "'{room' is no variable")]
    [InlineData("/rooms/room}", "'room}' is no variable")]
    [InlineData("/rooms/x{room}", "'x{room}' is no variable")]
    [InlineData("/rooms/{room}x", "'{room}x' is no variable")]
    [InlineData("/rooms/{}", "'{}' is no variable")]
    [InlineData("/rooms/{a-b}", "'{a-b}' is no variable")]
    [InlineData("/rooms/{room:int}", "is no variable")]
    [InlineData("/{a}/{b}/{a}", "{a} stands there twice")]
    [InlineData("/**/{room}/**", "{room} stands between two '**'")]
    [InlineData("/rooms//{room}", "empty segment")]
    [InlineData("", "empty")]
    public void A_broken_pattern_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(RulePattern.TryParse(text, '/', out _, out string? error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.EndsWith(".", error, StringComparison.Ordinal);
    }

    private static RulePattern Parse(string text, char separator)
    {
        Assert.True(RulePattern.TryParse(text, separator, out RulePattern? pattern, out string? error), error);
        return pattern;
    }

    private static string? Text(IReadOnlyDictionary<string, string>? variables) =>
        variables is null ? null : string.Join(' ', variables.Select(each => $"{each.Key}={each.Value}"));
}
