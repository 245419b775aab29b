using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Frames;

namespace Wava.Broker.Tests.Frames;

public sealed class FrameReaderProperties
{
    private static readonly Arbitrary<int> Seeds = Arb.From(Gen.Choose(0, int.MaxValue));

    [Fact]
    public void Both_parsers_agree_however_the_octets_are_cut()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Seeds, seed =>
        {
            byte[] wire = FrameSoup.Wire(seed);
            StompVersion version = FrameSoup.Version(seed);
            FrameLimits limits = FrameSoup.Limits(seed);
            ReadOutcome expected = ReferenceFrameParser.Parse(wire, version, limits);
            Agree(expected, ReadOutcome.Of(wire, version, limits), seed, wire, "in one piece");
            Agree(expected, ReadOutcome.OfPieces(ReadOutcome.Singles(wire), version, limits), seed, wire, "octet by octet");
            for (int cut = 0; cut <= wire.Length; cut++)
            {
                ReadOutcome halves = ReadOutcome.OfPieces([wire.AsMemory(0, cut), wire.AsMemory(cut)], version, limits);
                Agree(expected, halves, seed, wire, $"cut at {cut}");
            }
        }));
    }

    // What the properties here are worth depends on it.
    [Fact]
    public void The_generated_octets_hold_many_frames_and_every_error()
    {
        ReadOutcome[] outcomes = [.. Enumerable.Range(0, 2000)
            .Select(seed => ReferenceFrameParser.Parse(FrameSoup.Wire(seed), FrameSoup.Version(seed), FrameSoup.Limits(seed)))];
        Assert.InRange(outcomes.Sum(o => o.Frames.Count), 1500, int.MaxValue);
        Assert.InRange(outcomes.Count(o => o.Frames.Count > 1), 300, int.MaxValue);
        Assert.All(Enum.GetValues<FrameErrorKind>(), kind => Assert.InRange(outcomes.Count(o => o.Error == kind), 10, 1000));
    }

    [Fact]
    public void A_sequence_of_segments_reads_like_one_piece()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Seeds, seed =>
        {
            byte[] wire = FrameSoup.Wire(seed);
            StompVersion version = FrameSoup.Version(seed);
            FrameLimits limits = FrameSoup.Limits(seed);
            var random = new Random(seed);
            ReadOnlySequence<byte> sequence = Segment.Sequence(wire, () => random.Next(0, 9));
            ReadOutcome expected = ReferenceFrameParser.Parse(wire, version, limits);
            Agree(expected, ReadOutcome.OfSequence(sequence, version, limits), seed, wire, "in segments");
        }));
    }

    [Fact]
    public void Octets_without_any_sense_are_never_more_than_an_error()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll<byte[]>(wire =>
        {
            foreach (StompVersion version in Enum.GetValues<StompVersion>())
            {
                ReadOutcome expected = ReferenceFrameParser.Parse(wire, version, FrameLimits.Default);
                Agree(expected, ReadOutcome.Of(wire, version), 0, wire, "in one piece");
                Agree(expected, ReadOutcome.OfPieces(ReadOutcome.Singles(wire), version), 0, wire, "octet by octet");
            }
        }));
    }

    private static void Agree(ReadOutcome expected, ReadOutcome actual, int seed, byte[] wire, string how)
    {
        if (expected.Same(actual)) return;
        string octets = string.Concat(wire.Select(o => o is >= 0x20 and < 0x7f ? ((char)o).ToString() : $"<{o:x2}>"));
        Assert.Fail($"Seed {seed}, {FrameSoup.Version(seed)}, {how}:\n{octets}\nexpected {expected}\nactual {actual}");
    }
}
