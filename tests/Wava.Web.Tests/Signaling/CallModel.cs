using Wava.Web.Signaling.News;

namespace Wava.Web.Tests.Signaling;

/// <summary>A call as one would explain it: which tabs there are, and by which connection each is reached.</summary>
internal sealed class CallModel
{
    /// <summary>Who is there: the connection, or since when there is none; what shall be heard at the next connection.</summary>
    public Dictionary<(string User, string Device), Entry> Tabs { get; } = [];

    public Entry? Of(TestLink link) => Tabs.Values.FirstOrDefault(each => each.Link == link);

    public void Join((string User, string Device) tab, TestLink link)
    {
        if (Tabs.FirstOrDefault(each => each.Value.Link == link && each.Key != tab) is { Value: not null } other) Tabs.Remove(other.Key);
        Entry entry = Tabs.TryGetValue(tab, out Entry? known) ? known : Tabs[tab] = new Entry();
        entry.Link = link;
        foreach ((string from, string word) in entry.Kept) Expect(link, from, word);
        entry.Kept.Clear();
    }

    public void Lose(TestLink link, TimeSpan now)
    {
        if (Of(link) is not { } entry) return;
        entry.Link = null;
        entry.AwaySince = now;
    }

    public void Remove(Func<(string User, string Device), Entry, bool> which)
    {
        foreach ((var tab, Entry entry) in Tabs.ToList())
        {
            if (!which(tab, entry)) continue;
            Tabs.Remove(tab);
            foreach (Entry each in Tabs.Values) each.Kept.RemoveAll(kept => kept.From == entry.Id);
        }
    }

    public void Say(Entry from, Entry to, string word)
    {
        if (to.Link is { } link) Expect(link, from.Id, word);
        else to.Kept.Add((from.Id, word));
    }

    /// <summary>What each connection has to have heard, in order.</summary>
    public Dictionary<TestLink, List<string>> Expected { get; } = [];

    public static List<string> HeardBy(TestLink link) => [.. link.Heard.OfType<PeerSignal>().Select(each => $"{each.From} {each.Kind}")];

    private void Expect(TestLink link, string from, string word)
    {
        if (!Expected.TryGetValue(link, out List<string>? words)) Expected[link] = words = [];
        words.Add($"{from} {word}");
    }

    internal sealed class Entry
    {
        public string Id { get; set; } = "";

        public TestLink? Link { get; set; }

        public TimeSpan AwaySince { get; set; }

        public List<(string From, string Word)> Kept { get; } = [];
    }
}
