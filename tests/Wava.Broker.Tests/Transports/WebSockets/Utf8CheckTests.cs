using System.Text;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Transports.WebSockets;

namespace Wava.Broker.Tests.Transports.WebSockets;

public sealed class Utf8CheckTests
{
    // Octets near every boundary of UTF-8: plain, continuation, leads of two, three and four, and those that never occur.
    private static readonly byte[] Telling =
    [
        0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ];

    private static readonly Gen<byte[]> Characters =
        Gen.Elements("a", "ä", "߿", "ࠀ", "€", "퟿", "", "￿", "𐀀", "😀", "\U0010FFFF").ArrayOf().Select(all => Encoding.UTF8.GetBytes(string.Concat(all)));

    private static readonly Gen<byte[]> Texts = Gen.OneOf(
        Characters,
        Gen.Elements(Telling).ArrayOf(),
        // A text with one octet gone wrong.
        Characters.SelectMany(text => Gen.Choose(0, Math.Max(0, text.Length - 1)).SelectMany(
            at => Gen.Elements(Telling).Select(octet => text.Length == 0 ? text : [.. text[..at], octet, .. text[(at + 1)..]]))));

    [Fact]
    public void A_text_is_accepted_if_and_only_if_it_is_UTF_8_however_it_is_cut()
    {
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(24),
            Prop.ForAll(Texts.ToArbitrary(), text =>
            {
                bool valid = Utf8.IsValid(text);
                for (int first = 0; first <= text.Length; first++)
                {
                    for (int second = first; second <= text.Length; second++)
                    {
                        if (Accepts(text[..first], text[first..second], text[second..]) != valid) return false;
                    }
                }

                return Accepts([.. text.Select(octet => new[] { octet })]) == valid;
            }));
    }

    [Fact]
    public void Every_combination_of_three_telling_octets_is_judged_alike_whole_and_octet_by_octet()
    {
        foreach (byte a in Telling)
        {
            foreach (byte b in Telling)
            {
                foreach (byte c in Telling)
                {
                    byte[] text = [a, b, c];
                    Assert.Equal(Utf8.IsValid(text), Accepts(text));
                    Assert.Equal(Utf8.IsValid(text), Accepts([a], [b], [c]));
                }
            }
        }
    }

    [Fact]
    public void What_can_never_become_a_text_is_refused_at_once()
    {
        var check = default(Utf8Check);
        Assert.False(check.Accepts([0x41, 0xC0], ends: false));
        check = default;
        Assert.True(check.Accepts([0xE0], ends: false));
        Assert.False(check.Accepts([0x80], ends: false));
    }

    private static bool Accepts(params byte[][] pieces)
    {
        var check = default(Utf8Check);
        for (int i = 0; i < pieces.Length; i++)
        {
            if (!check.Accepts(pieces[i], ends: i == pieces.Length - 1)) return false;
        }

        return pieces.Length > 0 || check.Accepts([], ends: true);
    }
}
