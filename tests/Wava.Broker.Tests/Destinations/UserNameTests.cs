using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Destinations;

namespace Wava.Broker.Tests.Destinations;

public sealed class UserNameTests
{
    [Fact]
    public void Every_name_comes_back_from_its_spelling_and_is_decoded_once() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(Arb.From(UserNames.Any), name =>
        {
            string spelling = UserNames.Spell(name);
            Assert.True(UserName.TryDecode(Encoding.UTF8.GetBytes(spelling), out string? decoded, out string? problem), problem);
            Assert.Equal(name.Normalize(), decoded);
            Assert.True(UserName.TryDecode(Encoding.UTF8.GetBytes(UserNames.Spell(spelling)), out string? once, out _));
            Assert.Equal(spelling, once);
        }));

    [Fact]
    public void No_text_is_too_odd_to_be_looked_at()
    {
        for (int code = 0; code <= 0x10FFFF; code++)
        {
            string text = code > 0xFFFF ? char.ConvertFromUtf32(code) : ((char)code).ToString();
            bool isName = UserName.TryNormalize("a" + text, out _);
            if (code < 0x20 || code is (>= 0x7F and < 0xA0) or (>= 0xD800 and < 0xE000)) Assert.False(isName, $"U+{code:X4}");
            if (code is >= 0x20 and < 0x7F) Assert.True(isName, $"U+{code:X4}");
        }

        Assert.False(UserName.TryNormalize("", out _));
        Assert.False(UserName.TryNormalize(null, out _));
    }

    [Fact]
    public void Octets_without_any_sense_are_never_more_than_a_sentence() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll<byte[]>(octets =>
        {
            if (UserName.TryDecode(octets, out string? name, out string? problem)) Assert.NotEmpty(name);
            else Assert.EndsWith(".", problem, StringComparison.Ordinal);
        }));

    [Fact]
    public void A_character_is_escaped_as_a_whole_or_not_at_all()
    {
        Assert.True(UserName.TryDecode("é"u8, out _, out _));
        Assert.True(UserName.TryDecode("%C3%A9"u8, out _, out _));
        Assert.False(UserName.TryDecode([.. "%C3"u8, 0xA9], out _, out _));
        Assert.False(UserName.TryDecode([0xC3, .. "%A9"u8], out _, out _));
    }
}
