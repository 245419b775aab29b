using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Destinations;

namespace Wava.Broker.Tests.Destinations;

public class PatternTrieTests
{
    [Fact]
    public void A_destination_finds_all_patterns_that_stand_for_it()
    {
        var trie = new PatternTrie<string>();
        string[] texts = ["/topic/a", "/topic/*", "/topic/a*", "/topic/**", "/**", "**", "/**/a", "/topic/b", "/*", "topic/a"];
        foreach (string text in texts) trie.Add(Patterns.Parse(text), text);

        Assert.Equal(["**", "/**", "/**/a", "/topic/*", "/topic/**", "/topic/a", "/topic/a*"], Match(trie, "/topic/a"));
        Assert.Equal(["**", "/*", "/**", "/topic/**"], Match(trie, "/topic"));
        Assert.Equal(["**", "topic/a"], Match(trie, "topic/a"));
    }

    [Fact]
    public void An_entry_is_found_once_though_its_pattern_matches_in_many_ways()
    {
        var trie = new PatternTrie<string>();
        trie.Add(Patterns.Parse("/**/a/**/a/**"), "x");
        Assert.Equal(["x"], Match(trie, "/a/a/a/a/a/a"));
    }

    [Fact]
    public void An_entry_is_found_as_often_as_it_was_added()
    {
        var trie = new PatternTrie<string>();
        trie.Add(Patterns.Parse("/topic/*"), "x");
        trie.Add(Patterns.Parse("/topic/*"), "x");
        trie.Add(Patterns.Parse("/topic/a"), "x");
        Assert.Equal(["x", "x", "x"], Match(trie, "/topic/a"));
        Assert.True(trie.Remove(Patterns.Parse("/topic/*"), "x"));
        Assert.Equal(["x", "x"], Match(trie, "/topic/a"));
    }

    [Fact]
    public void Removing_what_is_not_there_changes_nothing()
    {
        var trie = new PatternTrie<string>();
        trie.Add(Patterns.Parse("/topic/*"), "x");
        int version = trie.Version;
        Assert.False(trie.Remove(Patterns.Parse("/topic/*"), "y"));
        Assert.False(trie.Remove(Patterns.Parse("/topic"), "x"));
        Assert.False(trie.Remove(Patterns.Parse("/topic/**"), "x"));
        Assert.Equal((1, version), (trie.Count, trie.Version));
    }

    [Fact]
    public void Each_change_changes_the_version()
    {
        var trie = new PatternTrie<string>();
        int first = trie.Version;
        trie.Add(Patterns.Parse("/topic/*"), "x");
        int second = trie.Version;
        trie.Remove(Patterns.Parse("/topic/*"), "x");
        Assert.Equal(3, new[] { first, second, trie.Version }.Distinct().Count());
        Assert.Equal(0, trie.Count);
    }

    [Fact]
    public void A_pattern_read_with_another_separator_is_refused() =>
        Assert.Throws<ArgumentException>(() => new PatternTrie<string>('.').Add(Patterns.Parse("/a"), "x"));

    [Fact]
    public void Many_entries_of_one_pattern_and_many_patterns_come_and_go()
    {
        var trie = new PatternTrie<string>();
        string[] entries = [.. Enumerable.Range(0, 300).Select(i => $"e{i:000}")];
        foreach (string entry in entries)
        {
            trie.Add(Patterns.Parse("/topic/*"), entry);
            trie.Add(Patterns.Parse($"/topic/{entry}/*"), entry);
        }

        Assert.Equal(entries, Match(trie, "/topic/a"));
        foreach (string entry in entries)
        {
            Assert.Equal([entry], Match(trie, $"/topic/{entry}/x"));
            Assert.True(trie.Remove(Patterns.Parse($"/topic/{entry}/*"), entry));
            Assert.Empty(Match(trie, $"/topic/{entry}/x"));
            if (entry != entries[^1]) Assert.True(trie.Remove(Patterns.Parse("/topic/*"), entry));
        }

        Assert.Equal([entries[^1]], Match(trie, "/topic/a"));
    }

    [Fact]
    public void It_agrees_with_each_pattern_by_itself() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000),
            Prop.ForAll(Patterns.Text.ListOf(12).ToArbitrary(), Patterns.Name.ListOf(12).ToArbitrary(), (texts, names) =>
                Patterns.Separators.All(separator => Agrees([.. texts], [.. names], separator))));

    [Fact]
    public async Task What_stays_is_found_whatever_comes_and_goes_meanwhile()
    {
        var trie = new PatternTrie<string>();
        string[] staying = ["/topic/*/a", "/topic/**", "/**/a", "/topic/x/a"];
        string[] passing = ["/topic/*/*", "/topic/**/a", "/**/x/a", "/topic/x", "/topic/x/**", "/topic/x/a"];
        foreach (string text in staying) trie.Add(Patterns.Parse(text), "staying");

        using var stop = new CancellationTokenSource();
        Task[] writers = [.. Enumerable.Range(0, 2).Select(w => Task.Run(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                DestinationPattern pattern = Patterns.Parse(passing[(i + w) % passing.Length]);
                DestinationPattern neighbour = Patterns.Parse($"/topic/n{i % 40}/a");
                trie.Add(pattern, "passing");
                trie.Add(neighbour, "passing");
                Assert.True(trie.Remove(pattern, "passing"));
                Assert.True(trie.Remove(neighbour, "passing"));
            }
        }))];
        Task<int> reader = Task.Run(() =>
        {
            int rounds = 0;
            for (var found = new List<string>(); !stop.IsCancellationRequested || rounds == 0; rounds++)
            {
                found.Clear();
                trie.Match("/topic/x/a"u8, found);
                Assert.Equal(staying.Length, found.Count(f => f == "staying"));
            }

            return rounds;
        });

        await Task.WhenAll(writers);
        await stop.CancelAsync();
        Assert.NotEqual(0, await reader);
        Assert.Equal(staying.Length, trie.Count);
        Assert.Equal(staying.Length, Match(trie, "/topic/x/a").Length);
    }

    private static bool Agrees(string[] texts, string[] names, char separator)
    {
        var trie = new PatternTrie<DestinationPattern>(separator);
        var added = new List<DestinationPattern>();
        foreach (string text in texts)
        {
            if (!DestinationPattern.TryParse(text, separator, out DestinationPattern? pattern, out _)) continue;
            trie.Add(pattern, pattern);
            added.Add(pattern);
        }

        bool agrees = names.All(SameAsEach);
        foreach (DestinationPattern gone in added.Where((_, i) => i % 2 == 0).ToList())
        {
            agrees &= trie.Remove(gone, gone);
            added.Remove(gone);
        }

        agrees &= names.All(SameAsEach) && trie.Count == added.Count;
        foreach (DestinationPattern gone in added) agrees &= trie.Remove(gone, gone);
        return agrees && trie.Count == 0;

        bool SameAsEach(string name)
        {
            byte[] destination = Encoding.UTF8.GetBytes(name);
            var found = new List<DestinationPattern>();
            trie.Match(destination, found);
            int once = found.Distinct().Count();
            return once == found.Count && added.Where(p => p.Matches(destination)).ToHashSet().SetEquals(found);
        }
    }

    private static string[] Match(PatternTrie<string> trie, string destination)
    {
        var found = new List<string>();
        trie.Match(Encoding.UTF8.GetBytes(destination), found);
        return [.. found.Order(StringComparer.Ordinal)];
    }
}
