namespace Wava.Broker.FunctionalTests.Hosts;

/// <summary>One running sample for all tests of a class: no options but the ports, and heart-beats that a test can wait for.</summary>
public sealed class SharedSample : IAsyncLifetime
{
    public SampleBroker Broker { get; private set; } = null!;

    public async Task InitializeAsync() => Broker = await SampleBroker.StartAsync("--heart-beat", "400,400", "--history", "/topic/news/**=20");

    public async Task DisposeAsync() => await Broker.DisposeAsync();
}
