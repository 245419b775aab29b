namespace Wava.Web.Tests.Media;

/// <summary>A test that needs coturn (the Debian package <c>coturn</c>). Without it the test is left out with a reason, or fails under <c>WAVA_REQUIRE_PEERS=1</c>.</summary>
public sealed class FactWithCoturnAttribute : FactAttribute
{
    public FactWithCoturnAttribute()
    {
        if (Coturn.Program is null && Environment.GetEnvironmentVariable("WAVA_REQUIRE_PEERS") != "1") Skip = Coturn.Missing;
    }
}
