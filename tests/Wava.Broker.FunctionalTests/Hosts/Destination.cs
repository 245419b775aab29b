namespace Wava.Broker.FunctionalTests.Hosts;

/// <summary>Destinations that no other test uses.</summary>
internal static class Destination
{
    public static string Topic() => $"/topic/{Guid.NewGuid():N}";

    public static string Queue() => $"/queue/{Guid.NewGuid():N}";
}
