namespace Wava.Web.Tests.Crash;

/// <summary>A test that watches the application's system calls by strace. Where that is absent or not allowed the test is left out with a reason, or fails under <c>WAVA_REQUIRE_PEERS=1</c>.</summary>
public sealed class FactWithStraceAttribute : FactAttribute
{
    public FactWithStraceAttribute()
    {
        if (Strace.Missing is { } reason && Environment.GetEnvironmentVariable("WAVA_REQUIRE_PEERS") != "1") Skip = reason;
    }
}
