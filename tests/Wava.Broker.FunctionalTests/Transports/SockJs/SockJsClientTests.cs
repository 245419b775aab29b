using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.FunctionalTests.Node;

namespace Wava.Broker.FunctionalTests.Transports.SockJs;

/// <summary>sockjs-client with @stomp/stompjs on it, under Node, against the running sample. The scenario is <c>Node/sockjs.mjs</c>.</summary>
public sealed class SockJsClientTests : IAsyncLifetime
{
    private SampleBroker _sample = null!;

    public async Task InitializeAsync() => _sample = await SampleBroker.StartAsync("--sockjs", "--heart-beat", "400,400");

    public async Task DisposeAsync() => await _sample.DisposeAsync();

    [NodeTheory]
    [InlineData("websocket")]
    [InlineData("xhr-streaming")]
    [InlineData("eventsource")]
    [InlineData("xhr-polling")]
    public Task A_client_is_served_over(string transport) =>
        NodeScript.RunAsync("sockjs.mjs", $"http://127.0.0.1:{_sample.HttpPort}/ws", $"sockjs-{Guid.NewGuid():N}", transport);
}
