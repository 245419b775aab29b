using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Testing;

/// <summary>What a test says about messages, in the words of the test.</summary>
public sealed class ReadableExpectationTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private StompTestClient _ann = null!;
    private StompTestClient _bob = null!;

    public async Task InitializeAsync()
    {
        _app = await InMemoryApp.StartAsync(builder => builder.Services.AddStompBroker(), app => app.MapStomp("/ws"));
        _ann = await _app.GetTestServer().ConnectStompAsync("/ws", user: "ann");
        _bob = await _app.GetTestServer().ConnectStompAsync("/ws", user: "bob");
    }

    public async Task DisposeAsync()
    {
        await _ann.DisposeAsync();
        await _bob.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task An_object_goes_as_JSON_and_is_compared_as_JSON()
    {
        await _bob.SubscribeAsync("/topic/a");

        await _ann.SendAsync("/topic/a", new { name = "Ann", age = 7, Home = new { City = "Zürich" } });

        var frame = await _bob.ExpectMessageAsync("/topic/a", new { home = new { city = "Zürich" }, age = 7.0, name = "Ann" });
        Assert.Equal("application/json", frame["content-type"]);
    }

    [Fact]
    public async Task Text_and_octets_go_as_they_are()
    {
        await _bob.SubscribeAsync("/topic/a");

        await _ann.SendAsync("/topic/a", (object)"plain");
        await _ann.SendAsync("/topic/a", (object)"a\0b"u8.ToArray());

        Assert.Null((await _bob.ExpectMessageAsync("/topic/a", "plain"))["content-type"]);
        await _bob.ExpectMessageAsync("/topic/a", "a\0b"u8.ToArray());
    }

    [Fact]
    public async Task A_content_type_of_the_test_s_own_stays()
    {
        await _bob.SubscribeAsync("/topic/a");

        await _ann.SendAsync("/topic/a", new { name = "Ann" }, ("content-type", "application/vnd.person+json"), ("x", "y"));

        var frame = await _bob.ExpectMessageAsync("/topic/a");
        Assert.Equal("application/vnd.person+json", frame["content-type"]);
        Assert.Equal("y", frame["x"]);
    }

    [Theory]
    [InlineData("""{"name":"Bob"}""")]
    [InlineData("""{"name":"Ann","age":7}""")]
    [InlineData("Ann")]
    [InlineData("")]
    public async Task Another_body_fails_and_shows_both(string body)
    {
        await _bob.SubscribeAsync("/topic/a");
        await _ann.SendAsync("/topic/a", body, ("x", "seen"));

        var told = await Assert.ThrowsAsync<StompTestException>(() => _bob.ExpectMessageAsync("/topic/a", new { name = "Ann" }));

        Assert.Contains("""Expected {"name":"Ann"} on /topic/a""", told.Message, StringComparison.Ordinal);
        Assert.Contains("x:seen", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_another_destination_waits_for_its_turn()
    {
        await _bob.SubscribeAsync("/topic/a");
        await _bob.SubscribeAsync("/topic/b");
        await _ann.SendAsync("/topic/b", "first");
        await _ann.SendAsync("/topic/a", "second");

        await _bob.ExpectMessageAsync("/topic/a", "second");
        await _bob.ExpectMessageAsync("/topic/b", "first");
    }

    [Fact]
    public async Task A_body_can_be_read_as_what_it_is()
    {
        await _bob.SubscribeAsync("/topic/a");
        await _ann.SendAsync("/topic/a", new { name = "Ann", age = 7 });
        await _ann.SendAsync("/topic/a", "plain");
        await _ann.SendAsync("/topic/a", "\"quoted\"", ("content-type", "application/json"));
        await _ann.SendAsync("/topic/a", new byte[] { 1, 2 });
        await _ann.SendAsync("/topic/a", "no JSON");

        Assert.Equal(new Person("Ann", 7), await _bob.ReadAsync<Person>("/topic/a"));
        Assert.Equal("plain", await _bob.ReadAsync<string>("/topic/a"));
        Assert.Equal("quoted", await _bob.ReadAsync<string>("/topic/a"));
        Assert.Equal([1, 2], await _bob.ReadAsync<byte[]>("/topic/a"));
        var told = await Assert.ThrowsAsync<StompTestException>(() => _bob.ReadAsync<Person>("/topic/a"));
        Assert.Contains("no JSON", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_nothing_without_waiting_for_time_to_pass()
    {
        await _bob.SubscribeAsync("/topic/a");

        await _ann.SendConfirmedAsync("/topic/b", "elsewhere");

        await _bob.ExpectNothingAsync();
        await _bob.ExpectNothingAsync("/topic/a");
    }

    [Fact]
    public async Task What_another_client_sent_and_had_receipted_is_not_nothing()
    {
        await _bob.SubscribeAsync("/topic/a");

        await _ann.SendConfirmedAsync("/topic/a", "a surprise");

        await _bob.ExpectNothingAsync("/topic/b");
        var told = await Assert.ThrowsAsync<StompTestException>(() => _bob.ExpectNothingAsync());
        Assert.Contains("a surprise", told.Message, StringComparison.Ordinal);
        await _bob.ExpectMessageAsync("/topic/a", "a surprise");
        await _bob.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_message_that_came_before_a_receipt_is_not_nothing_either()
    {
        await _ann.SubscribeAsync("/topic/a");
        await _ann.SendConfirmedAsync("/topic/a", "my own");

        await Assert.ThrowsAsync<StompTestException>(() => _ann.ExpectNothingAsync());
    }

    [Fact]
    public async Task An_error_is_named_by_its_words()
    {
        await _ann.SendAsync("/nobody/here", "lost");

        var told = await Assert.ThrowsAsync<StompTestException>(() => _ann.ExpectErrorAsync("Something else"));

        Assert.Contains("Something else", told.Message, StringComparison.Ordinal);
        Assert.Contains("outside all prefixes", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_instead_of_a_message_or_of_nothing_fails_at_once()
    {
        await _ann.SendAsync("/nobody/here", "lost");
        await _bob.SendAsync("/nobody/here", "lost");

        Assert.Contains("ERROR", (await Assert.ThrowsAsync<StompTestException>(() => _ann.ExpectMessageAsync("/topic/a"))).Message, StringComparison.Ordinal);
        Assert.Contains("ERROR", (await Assert.ThrowsAsync<StompTestException>(() => _bob.ExpectNothingAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_on_the_error_queue_is_read_as_one_and_says_that_no_receipt_will_come()
    {
        await using var app = await InMemoryApp.StartAsync(
            builder => builder.Services.AddStompBroker(options => options.SoftRefusals = true), app => app.MapStomp("/ws"));
        await using var client = await app.GetTestServer().ConnectStompAsync("/ws");
        await client.SubscribeAsync("/user/queue/errors");

        var told = await Assert.ThrowsAsync<StompTestException>(() => client.SendConfirmedAsync("/topic/*", "to everybody", ("receipt", "r")));
        var report = await client.ExpectErrorReportAsync();

        Assert.Contains("Expected RECEIPT r", told.Message, StringComparison.Ordinal);
        Assert.Equal(("SEND", "/topic/*", "r"), (report.Command, report.Destination, report.Receipt));
        Assert.Empty(report.Errors);
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task After_unsubscribing_nothing_comes()
    {
        var id = await _bob.SubscribeAsync("/topic/a");
        await _bob.UnsubscribeAsync(id);

        await _ann.SendConfirmedAsync("/topic/a", "too late");

        await _bob.ExpectNothingAsync();
    }

    private sealed record Person(string Name, int Age);
}
