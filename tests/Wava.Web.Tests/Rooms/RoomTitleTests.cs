using Wava.Web.Rooms;

namespace Wava.Web.Tests.Rooms;

public sealed class RoomTitleTests
{
    [Theory]
    [InlineData("Tea", "Tea")]
    [InlineData("  a \t\r\n b  ", "a b")]
    [InlineData("a\u0000b\u001bc\u0085d", "abc d")]
    [InlineData("a\u202eb\u2066c\u200fd\u061ce", "abcde")]
    [InlineData("a\u200bb\u200cc\u2060d\ufeffe\u00adf", "abcdef")]
    [InlineData("a\u2028b\u3000c", "a b c")]
    [InlineData("\u3164Tea\uffa0", "Tea")]
    [InlineData("회의실 🚀", "회의실 🚀")]
    [InlineData("\u200b\u202e", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_title_shows_what_it_is(string? title, string? shown) => Assert.Equal(shown, RoomTitle.Clean(title));

    [Fact]
    public void Broken_text_is_mended() => Assert.Equal("ab", RoomTitle.Clean("a" + (char)0xD800 + "b"));

    [Fact]
    public void A_title_has_a_hundred_characters_however_they_are_stored()
    {
        string rockets = string.Concat(Enumerable.Repeat("🚀", 100));
        Assert.Equal(rockets, RoomTitle.Clean(" " + rockets + " "));
        Assert.Null(RoomTitle.Clean(rockets + "!"));
    }
}
