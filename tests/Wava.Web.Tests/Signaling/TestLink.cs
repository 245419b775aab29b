using System.Globalization;
using Wava.Testing;
using Wava.Web.Signaling;
using Wava.Web.Signaling.News;

namespace Wava.Web.Tests.Signaling;

/// <summary>A connection that only remembers what it is told.</summary>
internal sealed class TestLink(string name, bool bare = false) : PeerLink(new Pace(1000, 1000, new FakeTimeProvider()))
{
    private static int Made;

    public TestLink()
        : this(string.Create(CultureInfo.InvariantCulture, $"link {Interlocked.Increment(ref Made)}"))
    {
    }

    public List<CallNews> Heard { get; } = [];

    public bool IsCut { get; set; }

    public override bool IsToldOfRoom => bare;

    public override bool IsOpen => !IsCut;

    public override ValueTask<bool> SendAsync(CallNews news)
    {
        if (IsCut) return new ValueTask<bool>(false);
        Heard.Add(news);
        return new ValueTask<bool>(true);
    }

    public override string ToString() => name;
}
