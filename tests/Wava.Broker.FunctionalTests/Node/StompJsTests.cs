using Wava.Broker.FunctionalTests.Hosts;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Node;

/// <summary>The client that most browsers use, @stomp/stompjs, against the running sample. Each scenario is the script of its name.</summary>
public sealed class StompJsTests(SharedSample sample) : IClassFixture<SharedSample>
{
    [NodeTheory]
    [InlineData("versions")]
    [InlineData("topic")]
    [InlineData("queue")]
    [InlineData("acknowledge")]
    [InlineData("refuse")]
    [InlineData("transactions")]
    [InlineData("receipts")]
    [InlineData("heartbeats")]
    [InlineData("binary")]
    [InlineData("large")]
    [InlineData("reconnect")]
    [InlineData("errors")]
    [InlineData("headers")]
    [InlineData("order")]
    [InlineData("history")]
    public Task A_stompjs_client_is_served(string scenario) =>
        NodeScript.RunAsync($"{scenario}.mjs", sample.Broker.WebSocket.ToString(), $"{scenario}-{Guid.NewGuid():N}");

    [NodeFact]
    public async Task A_stompjs_client_outlives_a_restart_of_the_server()
    {
        await using var before = await SampleBroker.StartAsync();
        using var script = await NodeScript.StartAsync("restart.mjs", before.WebSocket.ToString(), "restart");
        await LineAsync("connected");
        Assert.Equal(0, await before.StopAsync());
        await LineAsync("closed");
        await using var after = await before.StartAgainAsync();
        await NodeScript.EndAsync(script, script.StandardOutput.ReadToEndAsync());

        async Task LineAsync(string expected)
        {
            var line = await script.StandardOutput.ReadLineAsync();
            if (line == expected) return;
            script.Kill();
            throw new StompTestException($"Expected the line '{expected}' of the script, but came '{line}'\n{await script.StandardError.ReadToEndAsync()}");
        }
    }
}
