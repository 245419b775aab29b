using System.Text;
using Wava.Broker.Destinations;

namespace Wava.Broker.Tests.Destinations;

public class DestinationNameTests
{
    [Theory]
    [InlineData("/topic/a")]
    [InlineData("queue")]
    [InlineData("/topic/PRICE.NASDAQ.IBM")]
    [InlineData("/topic/..a/b..")]
    [InlineData("/topic/caf\u00E9\u00A0\u20AC")]
    [InlineData("/topic/*/**")]
    [InlineData("/topic/with blank")]
    public void A_common_name_is_good(string name) => Assert.Null(Validate(name));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("/", "ends with a separator")]
    [InlineData("/topic/", "ends with a separator")]
    [InlineData("//topic", "empty segment at octet 2")]
    [InlineData("/topic//a", "empty segment at octet 8")]
    [InlineData("/topic/a\nb", "control character at octet 9")]
    [InlineData("/topic/\0", "control character at octet 8")]
    [InlineData("/topic/\u007F", "control character")]
    [InlineData("/topic/\u0085", "control character")]
    [InlineData("/topic/../app", "'..'")]
    [InlineData("/topic/./app", "'.'")]
    [InlineData("/topic/..", "'..'")]
    [InlineData("..", "'..'")]
    public void A_bad_name_is_refused_with_the_reason(string name, string reason) =>
        Assert.Contains(reason, Validate(name), StringComparison.Ordinal);

    [Theory]
    [InlineData("/topic/a.b.c", null)]
    [InlineData("/topic/a..c", "empty segment")]
    [InlineData("/topic/a./c", "empty segment")]
    [InlineData("/topic/a.", "ends with a separator")]
    [InlineData("/topic/..", "empty segment")]
    public void Where_the_dot_separates_its_segments_are_checked_too(string name, string? reason)
    {
        string? error = Validate(name, separator: '.');
        if (reason is null) Assert.Null(error);
        else Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_name_is_refused_with_the_name_of_the_limit()
    {
        Assert.Null(Validate("/12345678", maxLength: 9));
        Assert.Contains("Limits.MaxDestinationLength", Validate("/123456789", maxLength: 9), StringComparison.Ordinal);
    }

    private static string? Validate(string name, int maxLength = 255, char separator = '/') =>
        DestinationName.Validate(Encoding.UTF8.GetBytes(name), maxLength, separator);
}
