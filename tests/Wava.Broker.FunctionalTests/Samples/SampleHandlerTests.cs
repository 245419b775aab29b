using Wava.Broker.FunctionalTests.Hosts;

namespace Wava.Broker.FunctionalTests.Samples;

/// <summary>The two handlers of the sample broker.</summary>
public sealed class SampleHandlerTests(SharedSample sample) : IClassFixture<SharedSample>
{
    [Fact]
    public async Task Who_says_hello_is_greeted_for_all_to_hear()
    {
        await using var ann = await sample.Broker.TcpAsync();
        await using var bob = await sample.Broker.WebSocketAsync();
        await ann.ConnectAsync();
        await bob.ConnectAsync();
        await bob.SubscribeAsync("/topic/greetings");

        await ann.SendAsync("/app/hello", new { name = "<Ann>" });

        var frame = await bob.ExpectMessageAsync("/topic/greetings", new { content = "Hello, &lt;Ann&gt;!" });
        Assert.Equal("application/json", frame["content-type"]);
    }

    [Fact]
    public async Task A_hello_without_a_name_is_told_to_its_sender()
    {
        await using var ann = await sample.Broker.WebSocketAsync();
        await ann.ConnectAsync();
        await ann.SubscribeAsync("/user/queue/errors");

        await ann.SendAsync("/app/hello", new { name = "" });

        Assert.Single((await ann.ExpectErrorReportAsync()).Errors["name"]);
    }

    [Theory]
    [InlineData("text/plain", "Grüße")]
    [InlineData("application/json", """{ "any" : "thing" }""")]
    [InlineData("application/x-my-own;version=2", "not read by anybody")]
    [InlineData(null, "of no type")]
    [InlineData("text/plain", "")]
    public async Task An_echo_has_the_body_and_the_type_of_what_was_sent(string? type, string body)
    {
        await using var ann = await sample.Broker.WebSocketAsync();
        await ann.ConnectAsync();
        await ann.SubscribeAsync("/user/queue/echo");

        await ann.SendAsync("/app/echo", body, type is null ? [] : [("content-type", type)]);

        var echo = await ann.ExpectMessageAsync("/user/queue/echo", body);
        Assert.Equal(type, echo["content-type"]);
    }

    [Fact]
    public async Task Octets_go_in_and_octets_come_out()
    {
        byte[] octets = [.. Enumerable.Range(0, 256).Select(each => (byte)each)];
        await using var ann = await sample.Broker.WebSocketAsync();
        await ann.ConnectAsync();
        await ann.SubscribeAsync("/user/queue/echo");

        await ann.SendAsync("/app/echo", octets, ("content-type", "application/octet-stream"));

        var echo = await ann.ExpectMessageAsync("/user/queue/echo", octets);
        Assert.True(echo.Binary);
        Assert.Equal("application/octet-stream", echo["content-type"]);
    }

    [Fact]
    public async Task An_echo_reaches_the_session_that_called_and_no_other_of_the_same_user()
    {
        await using var broker = await SampleBroker.StartAsync("--user", "ann:secret");
        await using var here = await broker.WebSocketAsync();
        await using var elsewhere = await broker.TcpAsync();
        await here.ConnectAsync(login: "ann", passcode: "secret");
        await elsewhere.ConnectAsync(login: "ann", passcode: "secret");
        await here.SubscribeAsync("/user/queue/echo");
        await elsewhere.SubscribeAsync("/user/queue/echo");

        await here.SendConfirmedAsync("/app/echo", "hey");

        await here.ExpectMessageAsync("/user/queue/echo", "hey");
        await elsewhere.ExpectNothingAsync();
    }

    [Fact]
    public async Task Where_the_prefixes_do_not_reach_the_handlers_are_left_out()
    {
        await using var broker = await SampleBroker.StartAsync("--topic", "/exchange", "--queue", "/jobs");
        await using var ann = await broker.WebSocketAsync();
        await ann.ConnectAsync();
        await ann.SubscribeAsync("/user/queue/errors");

        await ann.SendAsync("/app/hello", new { name = "Ann" });

        await ann.ExpectErrorAsync("No handler");
    }
}
