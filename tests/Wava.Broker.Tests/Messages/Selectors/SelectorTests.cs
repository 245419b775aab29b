using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Messages.Selectors;

namespace Wava.Broker.Tests.Messages.Selectors;

public class SelectorTests
{
    [Theory]
    [InlineData("colour = 'red'", "colour=red", true)]
    [InlineData("colour = 'red'", "colour=blue", false)]
    [InlineData("colour = 'red'", "colour=Red", false)]
    [InlineData("colour = ''", "colour=", true)]
    [InlineData("colour <> 'red'", "colour=blue", true)]
    [InlineData("colour != 'red'", "colour=red", false)]
    [InlineData("name = 'O''Neill'", "name=O'Neill", true)]
    [InlineData("name = 'caf\u00E9'", "name=caf\u00E9", true)]
    [InlineData("content-type = 'text/plain'", "content-type=text/plain", true)]
    [InlineData("a.b_c-1 = 'x'", "a.b_c-1=x", true)]
    [InlineData("\"strange name\" = 'x'", "strange name=x", true)]
    [InlineData("\"say \"\"so\"\"\" = 'x'", "say \"so\"=x", true)]
    [InlineData("\"in\" = 'x'", "in=x", true)]
    [InlineData("Colour = 'red'", "colour=red", false)]
    public void Text_is_equal_or_not(string selector, string headers, bool matches) => AssertMatch(selector, headers, matches);

    [Theory]
    [InlineData("n = 5", "n=5", true)]
    [InlineData("n = 5", "n=5.0", true)]
    [InlineData("n = '5'", "n=5.0", false)]
    [InlineData("n = 5", "n= 5", true)]
    [InlineData("n = -1.5", "n=-1.5", true)]
    [InlineData("n = .5", "n=0.5", true)]
    [InlineData("n=+5", "n=5", true)]
    [InlineData("n <> 5", "n=6", true)]
    [InlineData("n < 5", "n=4.999", true)]
    [InlineData("n < 5", "n=5", false)]
    [InlineData("n <= 5", "n=5", true)]
    [InlineData("n > 5", "n=10", true)]
    [InlineData("n > 5", "n=5", false)]
    [InlineData("n >= 5", "n=5", true)]
    [InlineData("n>=5", "n=4", false)]
    [InlineData("n = 1000", "n=1e3", true)]
    [InlineData("n = 9007199254740993", "n=9007199254740992", false)]
    [InlineData("n > 5", "n=six", false)]
    [InlineData("n > 5", "n=", false)]
    [InlineData("n > 5", "n=6,5", false)]
    [InlineData("n > 5", "n=Infinity", false)]
    [InlineData("n > 5", "n=1e999999999999", false)]
    [InlineData("n BETWEEN 1 AND 3", "n=1", true)]
    [InlineData("n BETWEEN 1 AND 3", "n=3", true)]
    [InlineData("n BETWEEN 1 AND 3", "n=3.1", false)]
    [InlineData("n NOT BETWEEN 1 AND 3", "n=4", true)]
    [InlineData("n BETWEEN 3 AND 1", "n=2", false)]
    [InlineData("n IN (1, 2.5)", "n=2.50", true)]
    [InlineData("n NOT IN (1, 2.5)", "n=1", false)]
    public void Numbers_are_compared_as_numbers(string selector, string headers, bool matches) => AssertMatch(selector, headers, matches);

    [Theory]
    [InlineData("vip = TRUE", "vip=true", true)]
    [InlineData("vip = true", "vip=TRUE", true)]
    [InlineData("vip = FALSE", "vip=true", false)]
    [InlineData("vip <> TRUE", "vip=false", true)]
    [InlineData("vip <> TRUE", "vip=yes", false)]
    [InlineData("TRUE", "", true)]
    [InlineData("FALSE OR NOT FALSE", "", true)]
    public void True_and_false_are_words(string selector, string headers, bool matches) => AssertMatch(selector, headers, matches);

    [Theory]
    [InlineData("r IN ('eu')", "r=eu", true)]
    [InlineData("r IN ('eu','us')", "r=us", true)]
    [InlineData("r IN ('eu','us')", "r=cn", false)]
    [InlineData("r NOT IN ('eu','us')", "r=cn", true)]
    [InlineData("r in ('eu') and not r in ('us')", "r=eu", true)]
    public void A_value_is_one_of_a_list(string selector, string headers, bool matches) => AssertMatch(selector, headers, matches);

    [Theory]
    [InlineData("a%", "abc", true)]
    [InlineData("a%", "ba", false)]
    [InlineData("%c", "abc", true)]
    [InlineData("%b%", "abc", true)]
    [InlineData("%", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a_c", "abc", true)]
    [InlineData("a_c", "ac", false)]
    [InlineData("a_c", "abbc", false)]
    [InlineData("caf_", "caf\u00E9", true)]
    [InlineData("_", "\U0001F600", true)]
    [InlineData("__", "\u00E9", false)]
    [InlineData("%_\u20AC", "\u00E9\u20AC", true)]
    [InlineData("_%", "\u00E9", true)]
    [InlineData("_%_", "\u00E9", false)]
    [InlineData("a%b%c", "aXbXbXc", true)]
    [InlineData("a%b%c", "aXcXb", false)]
    [InlineData("a%%b", "ab", true)]
    [InlineData(".*", "ab", false)]
    public void LIKE_knows_runs_and_single_characters(string like, string value, bool matches)
    {
        AssertMatch($"x LIKE '{like}'", $"x={value}", matches);
        AssertMatch($"x NOT LIKE '{like}'", $"x={value}", !matches);
    }

    [Theory]
    [InlineData("a = 'x' OR b = 'x' AND c = 'x'", "a=x", true)]
    [InlineData("(a = 'x' OR b = 'x') AND c = 'x'", "a=x;c=y", false)]
    [InlineData("NOT a = 'x' AND b = 'x'", "a=y;b=x", true)]
    [InlineData("NOT (a = 'x' AND b = 'x')", "a=x;b=y", true)]
    [InlineData("NOT NOT a = 'x'", "a=x", true)]
    [InlineData("a='x'and(b='y'or\tb='z')", "a=x;b=z", true)]
    public void AND_binds_more_than_OR_and_NOT_more_than_both(string selector, string headers, bool matches) =>
        AssertMatch(selector, headers, matches);

    // "t" is true, "f" false and "u", which is absent, makes what is said about it unknown.
    [Theory]
    [InlineData("u = 1", false)]
    [InlineData("u <> 1", false)]
    [InlineData("NOT u = 1", false)]
    [InlineData("u IN ('a')", false)]
    [InlineData("u NOT IN ('a')", false)]
    [InlineData("u NOT LIKE 'a'", false)]
    [InlineData("u NOT BETWEEN 1 AND 2", false)]
    [InlineData("NOT word > 1", false)]
    [InlineData("NOT word = TRUE", false)]
    [InlineData("u = 1 OR t = 1", true)]
    [InlineData("t = 1 OR u = 1", true)]
    [InlineData("u = 1 OR t = 0", false)]
    [InlineData("NOT (u = 1 OR t = 0)", false)]
    [InlineData("NOT (t = 0 OR u = 1)", false)]
    [InlineData("u = 1 AND t = 1", false)]
    [InlineData("NOT (u = 1 AND t = 1)", false)]
    [InlineData("NOT (t = 1 AND u = 1)", false)]
    [InlineData("NOT (u = 1 AND t = 0)", true)]
    [InlineData("NOT (t = 0 AND u = 1)", true)]
    [InlineData("u IS NULL", true)]
    [InlineData("u IS NOT NULL", false)]
    [InlineData("t IS NULL", false)]
    [InlineData("t IS NOT NULL", true)]
    [InlineData("NOT u IS NULL", false)]
    public void What_is_said_about_an_absent_header_is_unknown(string selector, bool matches) =>
        AssertMatch(selector, "t=1;word=abc", matches);

    [Theory]
    [InlineData("", "at character 1: the selector is empty")]
    [InlineData("   ", "at character 4: the selector is empty")]
    [InlineData("colour", "at character 7: a comparison is expected after the header name")]
    [InlineData("colour 'red'", "at character 8: a comparison is expected after the header name")]
    [InlineData("colour = ", "at character 10: a text in single quotes, a number, TRUE or FALSE is expected, not the end")]
    [InlineData("colour = red", "at character 10: a text in single quotes, a number, TRUE or FALSE is expected, not red")]
    [InlineData("colour == 'red'", "at character 9: a text in single quotes")]
    [InlineData("colour < 'red'", "at character 8: only = and <> are defined for text")]
    [InlineData("vip >= TRUE", "at character 5: only = and <> are defined for TRUE and FALSE")]
    [InlineData("colour = NULL", "at character 10: nothing equals NULL; write IS NULL")]
    [InlineData("colour = 'red", "at character 10: the text has no closing '")]
    [InlineData("\"colour = 'red'", "at character 1: the header name has no closing \"")]
    [InlineData("\"\" = 'red'", "at character 1: the header name is empty")]
    [InlineData("'red' = colour", "at character 1: a header name is expected, not the text 'red'; the value stands on the right")]
    [InlineData("5 < n", "at character 1: a header name is expected, not the number 5")]
    [InlineData("in = 'x'", "at character 1: a header name is expected, not in (a header of that name is written in double quotes)")]
    [InlineData("a = 'x' b = 'y'", "at character 9: AND, OR or the end is expected, not b")]
    [InlineData("a = 'x' AND", "at character 12: a header name is expected, not the end")]
    [InlineData("(a = 'x'", "at character 9: the ( at character 1 is not closed")]
    [InlineData("a = 'x')", "at character 8: this ) closes nothing")]
    [InlineData("a = 'x'; b = 1", "at character 8: ';' has no meaning here")]
    [InlineData("a ; 'x'", "at character 3: ';' has no meaning here")]
    [InlineData("a foo ;", "at character 3: a comparison is expected")]
    [InlineData("a NOT = 'x'", "at character 7: IN, BETWEEN or LIKE is expected after NOT, not =")]
    [InlineData("a IN 'x'", "at character 6: ( is expected after IN")]
    [InlineData("a IN ()", "at character 7: a text or a number is expected, not )")]
    [InlineData("a IN ('x', 1)", "at character 12: a text is expected as before in this list, not the number 1")]
    [InlineData("a IN (1, 'x')", "at character 10: a number is expected as before in this list")]
    [InlineData("a IN ('x' 'y')", "at character 11: , or ) is expected")]
    [InlineData("a BETWEEN 'x' AND 'y'", "at character 11: a number is expected after BETWEEN")]
    [InlineData("a BETWEEN 1, 2", "at character 12: AND is expected between the two numbers of BETWEEN")]
    [InlineData("a BETWEEN 1 AND x", "at character 17: a second number is expected for BETWEEN")]
    [InlineData("a LIKE 1", "at character 8: a text in single quotes is expected after LIKE")]
    [InlineData("a IS 'x'", "at character 6: NULL is expected")]
    [InlineData("a = 1e5", "at character 5: 1e5 is not a number")]
    [InlineData("a = 1.2.3", "at character 5: 1.2.3 is not a number")]
    [InlineData("a = 99999999999999999999999999999999", "at character 5: 99999999999999999999999999999999 is too large a number")]
    public void A_broken_selector_is_refused_with_the_place_and_the_reason(string text, string expected)
    {
        Assert.False(Selector.TryParse(text, out Selector? selector, out string? error));
        Assert.Null(selector);
        Assert.StartsWith(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_selector_is_bounded_in_octets()
    {
        AssertParses("a = '" + new string('x', Selector.MaxOctets - 6) + "'");
        AssertRefused("a = '" + new string('x', Selector.MaxOctets - 5) + "'", "the selector has 513 octets; at most 512 are allowed");
        AssertRefused("a = '" + new string('\u20AC', 200) + "'", "the selector has 606 octets");
    }

    [Fact]
    public void A_selector_is_bounded_in_terms()
    {
        AssertParses(string.Join(" OR ", Enumerable.Repeat("a=1", 32)));
        AssertRefused(string.Join(" OR ", Enumerable.Repeat("a=1", 33)), "at character 225: the selector has more than 32 terms");
        AssertParses($"a IN ({string.Join(',', Enumerable.Range(0, 32))})");
        AssertRefused($"a IN ({string.Join(',', Enumerable.Range(0, 33))})", "at character 93: the selector has more than 32 terms");
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("NOT ", "")]
    public void A_selector_is_bounded_in_nesting(string open, string close)
    {
        AssertParses(Nested(16));
        AssertRefused(Nested(17), $"at character {(16 * open.Length) + 1}: NOT and ( are nested more than 16 deep");
        AssertParses($"{Nested(16)} AND {Nested(16)}");

        string Nested(int deep) => string.Concat(Enumerable.Repeat(open, deep)) + "a=1" + string.Concat(Enumerable.Repeat(close, deep));
    }

    [Fact]
    public void The_text_of_a_LIKE_is_bounded()
    {
        string most = new('_', LikePattern.MaxElements);
        AssertMatch($"a LIKE '%{most}%'", $"a={most}", true);
        AssertMatch($"a LIKE '%{most}%'", $"a={most[1..]}", false);
        AssertRefused($"a LIKE '_{most}'", "at character 8: the text after LIKE has more than 63 octets");
    }

    [Fact]
    public void Where_a_person_lives_does_not_matter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            AssertMatch("n = 1.5 AND vip IN ('i')", "n=1.5;vip=i", true);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_source_may_also_be_any_object()
    {
        Assert.True(Selector.TryParse("colour = 'red'", out Selector? selector, out _));
        ISelectorSource source = new RedSource();
        Assert.True(selector.Matches(source));
    }

    [Fact]
    public void Looking_at_a_message_allocates_nothing()
    {
        const string Text = "c = 'red' AND n >= 5 AND n NOT IN (1, 7) AND c LIKE 'r%' AND NOT x = TRUE";
        Assert.True(Selector.TryParse(Text, out Selector? selector, out _));
        var source = new RedSource();
        int matches = 0;
        long before = 0;
        for (int i = 0; i < 200; i++)
        {
            if (i == 100) before = GC.GetAllocatedBytesForCurrentThread();
            if (selector.Matches(source)) matches++;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(200, matches);
    }

    [Fact]
    public void No_text_whatever_makes_it_throw()
    {
        Gen<string> word = Gen.Elements(
            "a", "t", "\"q\"", "'x'", "''", "1", "-2.5", "=", "<>", "!=", "<", "<=", ">", ">=", "(", ")", ",", "AND", "OR", "NOT", "IN",
            "BETWEEN", "LIKE", "IS", "NULL", "TRUE", "FALSE", "'", "\"", ".", "-", "%", "\uD800", "\0");
        Gen<string> words = word.ListOf().Select(w => string.Join(' ', w));
        Gen<string> any = ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "");
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5000),
            Prop.ForAll(Gen.OneOf(words, any, any.Select(s => $"a = {s}"), any.Select(s => $"a LIKE '{s}'")).ToArbitrary(), text =>
            {
                if (!Selector.TryParse(text, out Selector? selector, out string? error)) return error.Length > 0;
                selector.Matches(new Headers("a=1;t=x"));
                return true;
            }));
    }

    [Fact]
    public void LIKE_agrees_with_its_plainest_definition() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5000),
            Prop.ForAll(
                Words("a", "b", "\u00E9", "_", "%", "%").ToArbitrary(),
                Words("a", "b", "\u00E9", "\u20AC").ToArbitrary(),
                (like, text) =>
                    LikePattern.Create(Encoding.UTF8.GetBytes(like))!.Matches(Encoding.UTF8.GetBytes(text)) == Naive(like, text)));

    private static Gen<string> Words(params string[] letters) =>
        from count in Gen.Choose(0, 6)
        from word in Gen.Elements(letters).ListOf(count)
        select string.Concat(word);

    private static bool Naive(string like, string text) => like switch
    {
        "" => text == "",
        ['%', ..] => Naive(like[1..], text) || (text != "" && Naive(like, text[1..])),
        _ => text != "" && (like[0] == '_' || like[0] == text[0]) && Naive(like[1..], text[1..]),
    };

    private static void AssertMatch(string text, string headers, bool matches)
    {
        Selector selector = AssertParses(text);
        Assert.Equal(matches, selector.Matches(new Headers(headers)));
    }

    private static Selector AssertParses(string text)
    {
        Assert.True(Selector.TryParse(text, out Selector? selector, out string? error), error);
        Assert.Equal(text, selector.ToString());
        return selector;
    }

    private static void AssertRefused(string text, string error)
    {
        Assert.False(Selector.TryParse(text, out _, out string? given));
        Assert.StartsWith(error, given, StringComparison.Ordinal);
    }

    private sealed class RedSource : ISelectorSource
    {
        public bool TryGetHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
        {
            value = name.SequenceEqual("n"u8) ? "6.5"u8 : name.SequenceEqual("x"u8) ? "false"u8 : "red"u8;
            return true;
        }
    }
}
