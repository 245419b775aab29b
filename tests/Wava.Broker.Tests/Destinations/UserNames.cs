using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Wava.Broker.Tests.Destinations;

/// <summary>Names that make trouble, and how a client spells them in a destination.</summary>
internal static class UserNames
{
    // What destinations are cut at, what percent-encoding is made of, what has two spellings or looks like something else.
    private static readonly string[] Pieces =
    [
        "/", "%", "2", "5", "F", "f", "E", ".", "*", ":", " ", "\\", "a", "A", "а", "\u00E9", "e\u0301", "e", "\u0301", "\u212B", "\u00C5", "\u212A", "K",
        "ﬁ", "\u200B", "\u202E", "ß", "ss", "İ", "🙂", "한", "\u1112\u1161\u11AB", "%2F", "%25", "%252F", "..", "queue", "user",
    ];

    public static Gen<string> Any { get; } = Gen.Choose(1, 6).SelectMany(length => Gen.Elements(Pieces).ArrayOf(length)).Select(string.Concat);

    /// <summary>Pairs, most of which differ in one place only, or only in how they are typed.</summary>
    public static Arbitrary<(string First, string Second)> Pairs { get; } = Arb.From(Gen.OneOf(
        Any.SelectMany(_ => Any, (a, b) => (a, b)),
        Any.SelectMany(_ => Gen.Elements(Pieces), (a, piece) => (a, a + piece)),
        Any.Select(a => (a, a.Normalize(NormalizationForm.FormD)))));

    /// <summary>As a browser's <c>encodeURIComponent</c> does it; points and stars, which have a meaning of their own in destinations, as well.</summary>
    public static string Spell(string name) =>
        Uri.EscapeDataString(name).Replace(".", "%2E", StringComparison.Ordinal).Replace("*", "%2A", StringComparison.Ordinal);
}
