using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Handlers;
using Wava.Broker.Tests.Destinations;

namespace Wava.Broker.Tests.Handlers;

public sealed class MappingTests
{
    [Theory]
    [InlineData("/hello", "/hello", true)]
    [InlineData("hello", "/hello", true)]
    [InlineData("/hello", "/Hello", false)]
    [InlineData("/hello", "/hello/x", false)]
    [InlineData("/", "/", true)]
    [InlineData("/", "", true)]
    [InlineData("/", "/x", false)]
    [InlineData("/chat/{room}", "/chat/lobby", true, "lobby")]
    [InlineData("/chat/{room}", "/chat", false)]
    [InlineData("/chat/{room}", "/chat/", false)]
    [InlineData("/chat/{room}", "/chat/a/b", false)]
    [InlineData("{a}/{b}", "/x/y", true, "x", "y")]
    [InlineData("/{caf\u00E9}", "/\u00E9\uD83D\uDE00", true, "\u00E9\uD83D\uDE00")]
    [InlineData("/order/{n:[0-9]+}", "/order/17", true, "17")]
    [InlineData("/order/{n:[0-9]+}", "/order/17a", false)]
    [InlineData("/order/{n:[0-9]+}", "/order/a17", false)]
    [InlineData("/order/{n:[0-9]{2,3}}", "/order/123", true, "123")]
    [InlineData("/order/{n:[0-9]{2,3}}", "/order/1234", false)]
    [InlineData("/order/{n:a|ab}", "/order/ab", true, "ab")]
    [InlineData("/order/{n:\\{.*}", "/order/{x", true, "{x")]
    [InlineData("/order/{n:.*}", "/order/", false)]
    [InlineData("/files/{name}.json", "/files/a.json", true, "a")]
    [InlineData("/files/{name}.json", "/files/a.json.json", true, "a.json")]
    [InlineData("/files/{name}.json", "/files/.json", false)]
    [InlineData("/files/{name}.json", "/files/a.xml", false)]
    [InlineData("/{a}-{b}", "/x-y-z", true, "x", "y-z")]
    [InlineData("/{a}-{b}", "/--", false)]
    [InlineData("/{a}-{b}", "/---", true, "-", "-")]
    [InlineData("/{a}ab{b}", "/aab", false)]
    [InlineData("/v{major:[0-9]+}.{minor:[0-9]+}", "/v1.20", true, "1", "20")]
    [InlineData("/v{major:[0-9]+}.{minor:[0-9]+}", "/v1.x", false)]
    [InlineData("/{letters:[a-z]+}{digits:[0-9]+}", "/ab12", true, "ab", "12")]
    [InlineData("/{name:(?<x>a)b}*", "/abc", true, "ab")]
    [InlineData("/a*b", "/ab", true)]
    [InlineData("/a*b", "/axxb", true)]
    [InlineData("/a*b", "/a", false)]
    [InlineData("/aba*aba", "/aba", false)]
    [InlineData("/*", "/x", true)]
    [InlineData("/*", "/", false)]
    [InlineData("/logs/**", "/logs", true)]
    [InlineData("/logs/**", "/logs/a/b", true)]
    [InlineData("/logs/**", "/logsx", false)]
    [InlineData("/**", "/", true)]
    [InlineData("/**/{last}", "/a/b/c", true, "c")]
    [InlineData("/{first}/**", "/a/b/c", true, "a")]
    [InlineData("/a/**/b/{x}/**/{y}", "/a/b/b/1/b/2", true, "b", "2")]
    [InlineData("/**/a/**/b/**/c", "/a/x/b/b/c/c", true)]
    [InlineData("/**/a/**/b/**/c", "/b/a/c", false)]
    public void Where_the_slash_separates(string mapping, string destination, bool matches, params string[] values) =>
        AssertMatch(mapping, '/', destination, matches, values);

    [Theory]
    [InlineData("room.{id}", "/room.7", true, "7")]
    [InlineData("/room.{id}", "/room.7", true, "7")]
    [InlineData("/room.{id}", ".room.7", true, "7")]
    [InlineData("/room.{id}", "/room/7", false)]
    [InlineData("room.{id}", "/room.7.8", false)]
    [InlineData("{id:[a-z.]+}", "/a.b", false)]
    [InlineData("{name}.json", "/a.json", true, "a")]
    [InlineData("a.**", "/a", true)]
    [InlineData("a.**", "/a.b/c", true)]
    [InlineData("a.**", "/a/b", false)]
    [InlineData("**.z", "/a.b.z", true)]
    [InlineData("**.z", "/z", false)]
    public void Where_the_dot_separates_too(string mapping, string destination, bool matches, params string[] values) =>
        AssertMatch(mapping, '.', destination, matches, values);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("/chat//x", "empty segment")]
    [InlineData("//chat", "empty segment")]
    [InlineData("/chat/", "ends with a separator")]
    [InlineData("/chat/../x", "'..'")]
    [InlineData("/ch\u0007at", "control character")]
    [InlineData("/chat/{room", "opening brace")]
    [InlineData("/chat/{n:[{]}", "opening brace")]
    [InlineData("/chat/room}", "closing brace")]
    [InlineData("/chat/{}", "letters, digits")]
    [InlineData("/chat/{*rest}", "letters, digits")]
    [InlineData("/chat/{room?}", "letters, digits")]
    [InlineData("/chat/{room}/{Room}", "two variables")]
    [InlineData("/chat/{a}{b}", "between two variables")]
    [InlineData("/chat/{a}*", "between two variables")]
    [InlineData("/chat/a**", "segment of its own")]
    [InlineData("/chat/**/**", "one says the same")]
    [InlineData("/chat/{n:[0-}", "cannot be read")]
    [InlineData("/chat/{n:}", "empty regular expression")]
    [InlineData("/chat/{n:a)(b}", "cannot be read")]
    [InlineData("/chat/{n:(?=a)b}", "looks around")]
    [InlineData("/chat/{n:(a)\\1}", "looks around")]
    [InlineData("/chat/{n:int}", "type says")]
    [InlineData("/chat/x{n:int}", "type says")]
    public void What_cannot_be_read_is_refused_with_the_reason(string text, string reason) => AssertProblem(text, '/', reason);

    [Fact]
    public void Where_the_dot_separates_too_only_one_part_may_be_of_any_length() => AssertProblem("**.a.**", '.', "more than one '**'");

    [Fact]
    public void There_is_a_limit_to_segments()
    {
        string most = string.Concat(Enumerable.Repeat("/a", 62));
        AssertMatch(most + "/{x}", '/', most + "/b", true, "b");
        AssertProblem(most + "/a/{x}", '/', "at most 63");
    }

    [Fact]
    public void A_long_segment_can_keep_to_a_regular_expression() =>
        AssertMatch("/{x:[a-c]+}", '/', "/" + new string('b', 1000), true, new string('b', 1000));

    [Theory]
    [InlineData("/chat", "room", '/', "/chat/room")]
    [InlineData("/chat", "/room", '/', "/chat/room")]
    [InlineData("/chat/", "/room", '/', "/chat/room")]
    [InlineData("/chat", "", '/', "/chat")]
    [InlineData("/chat", "/", '/', "/chat")]
    [InlineData("/chat/", "", '/', "/chat")]
    [InlineData("/", "", '/', "/")]
    [InlineData("/", "room", '/', "/room")]
    [InlineData("", "/", '/', "/")]
    [InlineData("", "room", '/', "room")]
    [InlineData("chat", "room", '.', "chat.room")]
    [InlineData("chat", "/room", '.', "chat/room")]
    [InlineData("chat.", ".room", '.', "chat.room")]
    [InlineData("", "", '/', "")]
    public void What_a_class_says_comes_before_what_its_method_says(string prefix, string own, char separator, string together) =>
        Assert.Equal(together, Mapping.Combine(prefix, own, separator));

    [Fact]
    public void Without_variables_it_agrees_with_patterns_of_destinations() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5000),
            Prop.ForAll(Patterns.Text.ToArbitrary(), Patterns.Name.ToArbitrary(), (pattern, name) =>
                Patterns.Separators.All(separator =>
                {
                    if (!Mapping.TryParse(pattern, separator, out Mapping? mapping, out _)) return true;
                    byte[] rooted = Encoding.UTF8.GetBytes(Rooted(name));
                    return Matches(mapping, separator, rooted, out _) == Patterns.Parse(Rooted(pattern), separator).Matches(rooted);
                })));

    [Fact]
    public void Looking_without_variables_takes_no_memory()
    {
        Mapping mapping = Parse("/a*c/**/{x:[0-9]+}/*", '/');
        byte[] wrong = "abc/d/e/x/f"u8.ToArray();
        Assert.False(mapping.TryMatch(wrong, out _));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) mapping.TryMatch(wrong, out _);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static string Rooted(string text) => text.StartsWith('/') ? text : "/" + text;

    private static Mapping Parse(string text, char separator)
    {
        Assert.True(Mapping.TryParse(text, separator, out Mapping? mapping, out string? problem), problem);
        return mapping;
    }

    private static bool Matches(Mapping mapping, char separator, ReadOnlySpan<byte> destination, out string[]? values) =>
        mapping.TryMatch(Mapping.Trim(destination, separator == '.'), out values);

    private static void AssertMatch(string text, char separator, string destination, bool matches, params string[] values)
    {
        Mapping mapping = Parse(text, separator);
        Assert.Equal(matches, Matches(mapping, separator, Encoding.UTF8.GetBytes(destination), out string[]? found));
        Assert.Equal(values.Length == 0 ? null : values, found);
        if (matches) Assert.Equal(values.Length, mapping.Variables.Length);
    }

    private static void AssertProblem(string text, char separator, string reason)
    {
        Assert.False(Mapping.TryParse(text, separator, out Mapping? mapping, out string? problem));
        Assert.Null(mapping);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }
}
