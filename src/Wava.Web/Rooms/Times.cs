namespace Wava.Web.Rooms;

/// <summary>Times as the storage keeps them: milliseconds since 1970.</summary>
internal static class Times
{
    public static DateTimeOffset FromStored(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static long ToStored(this DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
