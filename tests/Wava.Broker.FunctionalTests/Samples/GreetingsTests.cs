using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Samples;

/// <summary>The sample Greetings, inside the test.</summary>
public sealed class GreetingsTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    [Fact]
    public async Task Who_says_hello_is_greeted()
    {
        await using var ann = await factory.ConnectStompAsync("/ws");
        await ann.SubscribeAsync("/topic/greetings");

        await ann.SendAsync("/app/hello", new { name = "Ann" });

        await ann.ExpectMessageAsync("/topic/greetings", new { content = "Hello, Ann!" });
    }

    [Fact]
    public async Task All_pages_see_the_greeting()
    {
        await using var ann = await factory.ConnectStompAsync("/ws");
        await using var bob = await factory.ConnectStompAsync("/ws");
        await bob.SubscribeAsync("/topic/greetings");

        await ann.SendAsync("/app/hello", new { name = "Ann" });

        await bob.ExpectMessageAsync("/topic/greetings", new { content = "Hello, Ann!" });
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>", "Hello, &lt;img src=x onerror=alert(1)&gt;!")]
    [InlineData("Ann & \"Bob\" O'Neil", "Hello, Ann &amp; &quot;Bob&quot; O&#39;Neil!")]
    public async Task A_name_stays_text_in_a_page_that_takes_it_for_HTML(string name, string greeting)
    {
        await using var ann = await factory.ConnectStompAsync("/ws");
        await ann.SubscribeAsync("/topic/greetings");

        await ann.SendAsync("/app/hello", new { name });

        await ann.ExpectMessageAsync("/topic/greetings", new { content = greeting });
    }

    [Theory]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":null}""")]
    [InlineData("{}")]
    [InlineData("""{"name":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""")]
    public async Task A_name_that_is_missing_or_too_long_is_told_to_its_sender_alone_who_may_try_again(string body)
    {
        await using var ann = await factory.ConnectStompAsync("/ws");
        await using var bob = await factory.ConnectStompAsync("/ws");
        await ann.SubscribeAsync("/topic/greetings");
        await ann.SubscribeAsync("/user/queue/errors");
        await bob.SubscribeAsync("/user/queue/errors");

        await ann.SendAsync("/app/hello", body, ("content-type", "application/json"));

        var report = await ann.ExpectErrorReportAsync();
        Assert.Single(report.Errors["name"]);
        await ann.ExpectNothingAsync();
        await bob.ExpectNothingAsync();
        await ann.SendAsync("/app/hello", new { name = "Ann" });
        await ann.ExpectMessageAsync("/topic/greetings");
    }

    [Theory]
    [InlineData("/", "text/html", "stylesheet")]
    [InlineData("/app.js", "text/javascript", "textContent")]
    [InlineData("/stomp.js", "text/javascript", "WebSocket")]
    [InlineData("/app.css", "text/css", "light-dark")]
    public async Task The_page_and_all_it_needs_come_from_the_application_itself(string path, string type, string words)
    {
        using var http = factory.CreateClient();

        var response = await http.GetAsync(path);

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
    }
}
