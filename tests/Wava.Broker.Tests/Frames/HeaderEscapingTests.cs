using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Frames;

namespace Wava.Broker.Tests.Frames;

public sealed class HeaderEscapingTests
{
    private static readonly StompVersion[] Versions = Enum.GetValues<StompVersion>();

    [Theory]
    [InlineData(StompVersion.V12, "a:b\nc\rd\\e", @"a\cb\nc\rd\\e")]
    [InlineData(StompVersion.V11, "a:b\nc\\e", @"a\cb\nc\\e")]
    [InlineData(StompVersion.V11, "a\rb", "a b")]
    [InlineData(StompVersion.V10, "a:b\\c", "a:b\\c")]
    [InlineData(StompVersion.V10, "a\nsubscription:1\r", "a subscription:1 ")]
    [InlineData(StompVersion.V12, "a\0b", "a b")]
    [InlineData(StompVersion.V12, "plain", "plain")]
    [InlineData(StompVersion.V12, "", "")]
    public void A_value_is_written_so_that_it_stays_one_value(StompVersion version, string decoded, string encoded) =>
        Assert.Equal(encoded, Encode(Encoding.UTF8.GetBytes(decoded), version));

    [Theory]
    [InlineData(StompVersion.V12, "a:b\n", @"a\cb\n")]
    [InlineData(StompVersion.V11, "a:b\r", @"a\cb_")]
    [InlineData(StompVersion.V10, "subscription:1", "subscription_1")]
    [InlineData(StompVersion.V10, "\nid\\", "_id\\")]
    public void A_name_cannot_become_another_header_or_a_value(StompVersion version, string decoded, string encoded)
    {
        byte[] octets = Encoding.UTF8.GetBytes(decoded);
        byte[] written = new byte[HeaderEscaping.EncodedLength(octets, version)];
        Assert.Equal(written.Length, HeaderEscaping.EncodeName(octets, written, version));
        Assert.Equal(encoded, Encoding.UTF8.GetString(written));
    }

    [Theory]
    [InlineData(StompVersion.V12, @"\\\c\n\r", -1)]
    [InlineData(StompVersion.V11, @"\\\c\n\r", 6)]
    [InlineData(StompVersion.V10, @"\t\", -1)]
    [InlineData(StompVersion.V12, @"a\", 1)]
    [InlineData(StompVersion.V12, @"a\\\", 3)]
    [InlineData(StompVersion.V12, @"\c\T", 2)]
    public void The_first_backslash_that_begins_no_escape_is_found(StompVersion version, string encoded, int place) =>
        Assert.Equal(place, HeaderEscaping.FindUndefinedEscape(Encoding.UTF8.GetBytes(encoded), version));

    [Fact]
    public void What_is_encoded_decodes_to_itself_unless_the_dialect_cannot_carry_it()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(Texts()), text =>
        {
            byte[] decoded = Encoding.UTF8.GetBytes(text);
            foreach (StompVersion version in Versions)
            {
                byte[] carried = Encoding.UTF8.GetBytes(version switch
                {
                    StompVersion.V10 => text.Replace('\n', ' ').Replace('\r', ' '),
                    StompVersion.V11 => text.Replace('\r', ' '),
                    _ => text,
                });
                byte[] encoded = Encoding.UTF8.GetBytes(Encode(decoded, version));
                Assert.DoesNotContain((byte)'\n', encoded);
                Assert.DoesNotContain((byte)'\r', encoded);
                Assert.Equal(-1, HeaderEscaping.FindUndefinedEscape(encoded, version));
                Assert.Equal(carried, Decode(encoded, version));
                Assert.True(HeaderEscaping.DecodedEquals(encoded, carried, version));
                Assert.False(HeaderEscaping.DecodedEquals(encoded, [.. carried, (byte)'x'], version));
                if (!HeaderEscaping.NeedsEncoding(decoded, version)) Assert.Equal(decoded, encoded);
            }
        }));
    }

    [Fact]
    public void What_was_read_is_written_again_as_it_was()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(Texts()), text =>
        {
            byte[] wire = [.. Encoding.UTF8.GetBytes(text).Where(octet => octet is not ((byte)'\n' or (byte)'\r'))];
            foreach (StompVersion version in Versions)
            {
                // In 1.1 and 1.2 a bare colon is read, but written as an escape.
                byte[] line = version == StompVersion.V10 ? wire : [.. wire.Where(octet => octet != ':')];
                if (HeaderEscaping.FindUndefinedEscape(line, version) >= 0) continue;
                Assert.Equal(Encoding.UTF8.GetString(line), Encode(Decode(line, version), version));
            }
        }));
    }

    private static Gen<string> Texts() =>
        Gen.Elements("\\", ":", "\n", "\r", "c", "n", "r", "\\\\", "\\c", "\\n", "\\r", "a", " ", "ä", "😀", "some-longer-plain-text")
            .ListOf().Select(string.Concat);

    private static byte[] Decode(byte[] encoded, StompVersion version)
    {
        byte[] decoded = new byte[encoded.Length];
        return decoded[..HeaderEscaping.Decode(encoded, decoded, version)];
    }

    private static string Encode(byte[] decoded, StompVersion version)
    {
        byte[] encoded = new byte[HeaderEscaping.EncodedLength(decoded, version)];
        Assert.Equal(encoded.Length, HeaderEscaping.Encode(decoded, encoded, version));
        return Encoding.UTF8.GetString(encoded);
    }
}
