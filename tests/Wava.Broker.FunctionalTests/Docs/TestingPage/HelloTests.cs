using Microsoft.AspNetCore.Mvc.Testing;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Docs.TestingPage;

public sealed class HelloTests
{
    [Fact]
    public async Task Who_says_hello_is_greeted()
    {
        await using var factory = new WebApplicationFactory<Program>();
        await using var ann = await factory.ConnectStompAsync("/ws");
        await ann.SubscribeAsync("/topic/greetings");
        await ann.SendAsync("/app/hello", new { name = "Ann" });
        await ann.ExpectMessageAsync("/topic/greetings", new { content = "Hello, Ann!" });
    }
}
