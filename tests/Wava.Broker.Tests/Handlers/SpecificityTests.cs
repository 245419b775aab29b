using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Handlers;

namespace Wava.Broker.Tests.Handlers;

public sealed class SpecificityTests
{
    [Theory]
    [InlineData("/a/b", "/a/b", "/a/{x}", "/**")]
    [InlineData("/a/bc", "/a/b*", "/a/{x:[a-z]+}", "/a/{x}")]
    [InlineData("/a/bc", "/a/{x:[a-z]+}", "/a/*", "/a/**")]
    [InlineData("/a/bcd", "/a/bc*", "/a/b*", "/a/*d*")]
    [InlineData("/a/x.json", "/a/{name}.json", "/a/*.json", "/a/{x}")]
    [InlineData("/a/x7", "/a/x{n:[0-9]}", "/a/x{n}", "/a/x*")]
    [InlineData("/a", "/a", "/{x}", "/{x}/**", "/**")]
    [InlineData("/a/b/c", "/a/{x}/c", "/a/{x}/{y}", "/a/{x}/**", "/a/**/c", "/a/**", "/*/b/c")]
    [InlineData("/a/b", "/a/{x}", "/{x}/b", "/**/b", "/**")]
    [InlineData("/caf\u00E9/b", "/caf\u00E9/*", "/*/b")]
    public void The_most_specific_mapping_wins(string destination, params string[] mappings)
    {
        // Whatever comes first in the code: they are tried in the order given, without the winner, the next one wins.
        for (int i = 0; i < mappings.Length; i++)
        {
            Assert.Equal(mappings[i], Find(mappings[i..], destination));
            Assert.Equal(mappings[i], Find([.. mappings[i..].Reverse()], destination));
        }
    }

    [Theory]
    [InlineData("/ab", "/a*", "/*b")]
    [InlineData("/a1", "/{x:[a-z].}", "/{x:.[0-9]}")]
    [InlineData("/a/b", "/**/a/**", "/**/b/**")]
    public void Where_none_is_more_specific_it_is_always_the_same_one(string destination, string one, string other) =>
        Assert.Equal(Find([one, other], destination), Find([other, one], destination));

    [Theory]
    [InlineData("/a/{x}", "/a/{y}")]
    [InlineData("/a/{x}", "/a/*")]
    [InlineData("/a/b", "a/b")]
    [InlineData("/a/{x:[0-9]}", "/a/{y:[0-9]}")]
    [InlineData("/a/{x}.json", "/a/{y}.json")]
    public void Two_mappings_that_say_the_same_are_a_problem(string one, string other)
    {
        List<string> problems = [];

        _ = new HandlerTable([Handler("First", one), Handler("Second", other)], '/', problems);

        string problem = Assert.Single(problems);
        Assert.StartsWith("First and Second both claim ", problem, StringComparison.Ordinal);
        Assert.Contains(one, problem, StringComparison.Ordinal);
        Assert.Contains(other, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a/{x}", "/a/{x:[0-9]}")]
    [InlineData("/a/{x}.json", "/a/*.json")]
    [InlineData("/a/*", "/a/**")]
    public void Two_mappings_that_say_more_and_less_are_none(string one, string other)
    {
        List<string> problems = [];

        _ = new HandlerTable([Handler("First", one), Handler("Second", other)], '/', problems);

        Assert.Empty(problems);
    }

    [Fact]
    public void Messages_and_subscriptions_do_not_meet()
    {
        List<string> problems = [];
        var table = new HandlerTable([Handler("Said", "/a"), Handler("Asked", "/a", HandlerKind.Subscription)], '/', problems);

        Assert.Empty(problems);
        Assert.Equal(("Said", "Asked"), (table.Find("/a"), table.Find("/a", HandlerKind.Subscription)));
    }

    [Fact]
    public void There_is_one_order_of_all_mappings()
    {
        Gen<string> segment = Gen.Elements("a", "b", "ab", "a*", "*b", "*a*", "*", "{x}", "a{x}", "{x:[a-z]+}", "a{x:b}", "**");
        Gen<Mapping?> mapping = from count in Gen.Choose(1, 4)
                                from segments in segment.ListOf(count)
                                let text = string.Concat(segments.Select((each, i) => "/" + each.Replace("x", "x" + i, StringComparison.Ordinal)))
                                select Mapping.TryParse(text, '/', out Mapping? parsed, out _) ? parsed : null;

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(mapping.Three().ToArbitrary(), each =>
        {
            if (each is not ({ } x, { } y, { } z)) return true;
            int xy = x.CompareTo(y), yz = y.CompareTo(z), xz = x.CompareTo(z);
            return Math.Sign(xy) == -Math.Sign(y.CompareTo(x))
                && (xy == 0) == (x.Shape == y.Shape)
                && !(xy < 0 && yz < 0 && xz >= 0)
                && !(xy == 0 && Math.Sign(yz) != Math.Sign(xz));
        }));
    }

    [Fact]
    public void Finding_takes_no_memory_where_there_are_no_variables()
    {
        var table = new HandlerTable([Handler("Exact", "/a/b"), Handler("Pattern", "/a/*"), Handler("Any", "/**/z")], '/', []);
        byte[][] destinations = ["/a/b"u8.ToArray(), "/a/c"u8.ToArray(), "/x/y/z"u8.ToArray(), "/x/y"u8.ToArray()];
        foreach (byte[] each in destinations) table.Find(HandlerKind.Message, each, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            foreach (byte[] each in destinations) table.Find(HandlerKind.Message, each, out _);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static string? Find(string[] mappings, string destination)
    {
        List<string> problems = [];
        var table = new HandlerTable([.. mappings.Select(mapping => Handler(mapping, mapping))], '/', problems);
        Assert.Empty(problems);
        return table.Find(destination)?.Split(' ')[0];
    }

    private static HandlerDescriptor Handler(string name, string mapping, HandlerKind kind = HandlerKind.Message)
    {
        Assert.True(Mapping.TryParse(mapping, '/', out Mapping? parsed, out string? problem), problem);
        return new HandlerDescriptor { Name = name, Kind = kind, Mappings = [parsed], Metadata = [], Invoke = _ => default, Answer = AnswerKind.None };
    }
}
