using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class ErrorHandlerTests
{
    [Fact]
    public async Task It_has_the_last_word_on_what_the_client_reads()
    {
        Exception? cause = null;
        await using SessionFixture broker = NewBroker(error =>
        {
            cause = error.Cause;
            error.Message = "Nope";
            error.Details = $"({error.Details})";
        });
        broker.Memory.AllowWildcards = false;
        StompTestClient client = await broker.ConnectAsync();
        await client.SendFrameAsync("SUBSCRIBE", [("destination", "/topic/*"), ("id", "s"), ("receipt", "r")]);

        TestFrame error = await client.ExpectErrorAsync();
        Assert.Equal(("Nope", "r"), (error["message"], error["receipt-id"]));
        Assert.StartsWith("(", error.Text, StringComparison.Ordinal);
        Assert.IsType<StompException>(cause);
        await broker.ExpectEndAsync(client);
    }

    [Fact]
    public async Task It_may_let_the_client_know_nothing()
    {
        await using SessionFixture broker = NewBroker(error => error.IsSilent = true);
        StompTestClient client = await broker.ConnectAsync();
        await client.SendFrameAsync("SEND", [("destination", "/nowhere")]);

        await broker.ExpectEndAsync(client);
    }

    [Fact]
    public async Task When_it_fails_the_client_reads_the_plain_words()
    {
        await using SessionFixture broker = NewBroker(_ => throw new InvalidOperationException());
        StompTestClient client = await broker.ConnectAsync();
        await client.SendFrameAsync("SEND", [("destination", "/nowhere")]);

        Assert.Equal("Bad destination", (await client.ExpectErrorAsync())["message"]);
    }

    private static SessionFixture NewBroker(Action<StompError> onError) => new() { ErrorHandler = new Handler(onError) };

    private sealed class Handler(Action<StompError> onError) : IStompErrorHandler
    {
        public void OnError(StompError error) => onError(error);
    }
}
