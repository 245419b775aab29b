using System.Text;
using BenchmarkDotNet.Attributes;
using Wava.Broker.Destinations;

namespace Wava.Bench.Destinations;

/// <summary>What one search costs among 10,000 patterns. Names come in turn from 100,000: caches are as cold as in life.</summary>
[MemoryDiagnoser]
public class PatternMatching
{
    private const int Patterns = 10_000;

    private readonly List<object> _found = new(64);
    private readonly PatternTrie<object> _hostile = new();
    private readonly PatternTrie<object> _mixed = new();
    private readonly byte[][] _names = new byte[100_000][];
    private readonly byte[] _deepName = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("/a/b/c", 10)));
    private readonly DestinationPattern _single = Parse("/topic/*/prices/**");
    private int _next;

    [GlobalSetup]
    public void Fill()
    {
        for (int i = 0; i < Patterns; i++)
        {
            string text = (i % 4) switch
            {
                0 => $"/topic/room.{i}/*",
                1 => $"/topic/room.{i}/**",
                2 => $"/topic/*/member.{i}",
                _ => $"/user/{i}/**/alerts",
            };
            _mixed.Add(Parse(text), new object());
            _hostile.Add(Parse($"/**/a/**/b/**/c{i}"), new object());
        }

        for (int i = 0; i < _names.Length; i++)
            _names[i] = Encoding.UTF8.GetBytes($"/topic/room.{i}/member.{i * 7 % _names.Length}");
    }

    [Benchmark]
    public int Among10000Patterns() => Count(_mixed, Name());

    [Benchmark]
    public int Among10000HostilePatterns() => Count(_hostile, _deepName);

    [Benchmark]
    public bool OnePatternByItself() => _single.Matches(Name());

    [Benchmark]
    public bool Validate() => DestinationName.Validate(Name(), 255, '/') is null;

    private static DestinationPattern Parse(string text) =>
        DestinationPattern.TryParse(text, '/', out DestinationPattern? pattern, out string? error)
            ? pattern
            : throw new ArgumentException(error);

    private byte[] Name() => _names[_next = (_next + 7919) % _names.Length];

    private int Count(PatternTrie<object> trie, byte[] name)
    {
        _found.Clear();
        trie.Match(name, _found);
        return _found.Count;
    }
}
