using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Handlers;
using Wava.Broker.Hosting;
using Wava.Broker.Messages;

namespace Wava.Broker.Tests.Handlers;

public sealed class PayloadParameterTests
{
    [Fact]
    public async Task What_nothing_else_fills_is_the_body()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal(new ChatLine("hello"), await fixture.CallAsync((ChatLine line) => line, BindingFixture.Json("""{"text":"hello"}""")));
        Assert.Equal("hello", await fixture.CallAsync((string text) => text, BindingFixture.Json("hello", "text/plain")));
        Assert.Equal("hello"u8.ToArray(), await fixture.CallAsync((byte[] octets) => octets, BindingFixture.Json("hello", null)));
        Assert.Equal("hello", await fixture.CallAsync((ReadOnlyMemory<byte> octets) => Encoding.UTF8.GetString(octets.Span), BindingFixture.Json("hello", null)));
        Assert.Equal("hello", await fixture.CallAsync((ReadOnlyMemory<byte>? octets) => Encoding.UTF8.GetString(octets!.Value.Span), BindingFixture.Json("hello", null)));
        Assert.Equal(7, await fixture.CallAsync((int number) => number, BindingFixture.Json("7")));
        Assert.Equal(7, await fixture.CallAsync((int? number) => number, BindingFixture.Json("7")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("null")]
    public async Task An_empty_body_is_the_senders_fault_unless_the_parameter_can_do_without(string body)
    {
        await using var fixture = new BindingFixture();
        Message message = BindingFixture.Json(body);

        var failure = await Assert.ThrowsAsync<MessageBodyException>(() => fixture.CallAsync((ChatLine line) => line, message));
        Assert.Equal("Empty body", failure.Message);
        Assert.Null(await fixture.CallAsync((ChatLine? line) => line, message));
        Assert.Null(await fixture.CallAsync((int? number) => number, message));
        Assert.Equal("none", await fixture.CallAsync((string text = "none") => text, message));
    }

    [Fact]
    public async Task Blanks_are_no_text_but_they_are_octets()
    {
        await using var fixture = new BindingFixture();

        await Assert.ThrowsAsync<MessageBodyException>(() => fixture.CallAsync((string text) => text, BindingFixture.Json(" ", "text/plain")));
        await Assert.ThrowsAsync<MessageBodyException>(() => fixture.CallAsync((byte[] octets) => octets, BindingFixture.Json("", null)));
        await Assert.ThrowsAsync<MessageBodyException>(() => fixture.CallAsync((ReadOnlyMemory<byte> octets) => octets.Length, BindingFixture.Json("", null)));
        Assert.Equal(1, await fixture.CallAsync((byte[] octets) => octets.Length, BindingFixture.Json(" ", null)));
        Assert.Null(await fixture.CallAsync((byte[]? octets) => octets, BindingFixture.Json("", null)));
        Assert.Equal(false, await fixture.CallAsync((ReadOnlyMemory<byte>? octets) => octets.HasValue, BindingFixture.Json("", null)));
    }

    [Fact]
    public async Task A_body_larger_than_handlers_are_given_names_the_option()
    {
        await using var fixture = new BindingFixture(services => services.Configure<StompBrokerOptions>(options => options.Handlers.MaxPayloadSize = 10));

        var failure = await Assert.ThrowsAsync<MessageBodyException>(() => fixture.CallAsync((string text) => text, BindingFixture.Json("hello world", null)));

        Assert.Equal("The body has 11 octets; handlers are given no more than 10 (the option Handlers.MaxPayloadSize).", failure.Details);
        Assert.Equal("hello worl", await fixture.CallAsync((string text) => text, BindingFixture.Json("hello worl", null)));
    }

    [Fact]
    public async Task Two_bodies_are_one_too_many()
    {
        await using var fixture = new BindingFixture();

        Assert.StartsWith("Test: both line and other would be filled with the body", fixture.ProblemOf((ChatLine line, ChatLine other) => line), StringComparison.Ordinal);
        Assert.StartsWith("Test: both line and other would be filled with the body", fixture.ProblemOf(([Payload] ChatLine line, string other) => line), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_has_no_body()
    {
        await using var fixture = new BindingFixture { Kind = HandlerKind.Subscription };

        Assert.StartsWith("Test: nothing fills the parameter line: a SUBSCRIBE has no body", fixture.ProblemOf((ChatLine line) => line), StringComparison.Ordinal);
        Assert.StartsWith("Test: nothing fills the parameter line: a SUBSCRIBE has no body", fixture.ProblemOf(([Payload] ChatLine line) => line), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_type_that_no_body_can_be_read_as_is_told_at_start()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal(
            "Test: no body can be read as IRoom: it is abstract, and nothing says which types stand for it.", fixture.ProblemOf(([Payload] IRoom room) => room.ToString()));
        Assert.StartsWith("Test: no body can be read as Clash:", fixture.ProblemOf((Clash clash) => clash.A), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_body_is_found_before_anything_is_made_for_the_handler()
    {
        await using var fixture = new BindingFixture(services => services.AddScoped<object>());
        Counting.Made = 0;

        await Assert.ThrowsAsync<MessageBodyException>(() => fixture.CallAsync<Counting>(nameof(Counting.Say), BindingFixture.Json("{")));

        Assert.Equal((0, 0), (Counting.Made, fixture.Scopes));
    }

    public interface IRoom;

    public sealed class Clash
    {
        [System.Text.Json.Serialization.JsonPropertyName("same")]
        public string A { get; set; } = "";

        [System.Text.Json.Serialization.JsonPropertyName("same")]
        public string B { get; set; } = "";
    }

    public sealed class Counting
    {
        public Counting() => Made++;

        public static int Made { get; set; }

        public ChatLine Say(ChatLine line) => line;
    }
}
