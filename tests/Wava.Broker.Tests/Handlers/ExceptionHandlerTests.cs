using Wava.Broker.Handlers;

namespace Wava.Broker.Tests.Handlers;

/// <summary>What methods that answer for failures take, and for which failures they answer.</summary>
public sealed class ExceptionHandlerTests
{
    [Fact]
    public async Task The_parameter_says_for_which_failures_a_method_answers()
    {
        await using var fixture = Fixture();
        CompiledHandler handler = fixture.Compile(typeof(Handler), nameof(Handler.ByParameter));

        Assert.Equal([typeof(IOException)], handler.Exceptions);
        Assert.Equal("disk full: {}", await fixture.InvokeAsync(handler, BindingFixture.Json("{}", null)));
    }

    [Fact]
    public async Task The_attribute_may_name_several_that_a_common_type_takes()
    {
        await using var fixture = Fixture();
        CompiledHandler handler = fixture.Compile(typeof(Handler), nameof(Handler.ByAttribute));

        Assert.Equal([typeof(IOException), typeof(TimeoutException)], handler.Exceptions);
        Assert.Equal("disk full", await fixture.InvokeAsync(handler));
        Assert.Equal([typeof(IOException)], fixture.Compile(typeof(Handler), nameof(Handler.WithoutParameter)).Exceptions);
    }

    [Fact]
    public async Task Variables_that_the_failed_handler_may_not_have_can_be_asked_for()
    {
        await using var fixture = Fixture();
        CompiledHandler handler = fixture.Compile(typeof(Handler), nameof(Handler.WithVariable));
        Assert.Equal("none", await fixture.InvokeAsync(handler));

        fixture.Variables["room"] = "lobby";
        Assert.Equal("lobby", await fixture.InvokeAsync(handler));
    }

    [Fact]
    public async Task What_answers_for_nothing_is_a_mistake()
    {
        await using var fixture = Fixture();

        Assert.Equal(
            "Handler.ForNothing: it says nowhere for which exceptions it answers: take one as a parameter, or name it in the attribute.",
            fixture.ProblemOf<Handler>(nameof(Handler.ForNothing)));
        Assert.Equal("Handler.TooNarrow: its parameter takes IOException, and TimeoutException is none.", fixture.ProblemOf<Handler>(nameof(Handler.TooNarrow)));
        Assert.Equal("Handler.ForText: String is no exception.", fixture.ProblemOf<Handler>(nameof(Handler.ForText)));
        Assert.Equal(
            "Handler.ForTwo: it takes several exceptions: leave one, or name in the attribute for which it answers.", fixture.ProblemOf<Handler>(nameof(Handler.ForTwo)));
    }

    private static BindingFixture Fixture() => new() { Kind = HandlerKind.Exception, Failure = new IOException("disk full") };

    public sealed class Handler
    {
        [MessageExceptionHandler]
        public string ByParameter(IOException e, string body) => $"{e.Message}: {body}";

        [MessageExceptionHandler(typeof(IOException), typeof(TimeoutException))]
        public string ByAttribute(Exception e) => e.Message;

        [MessageExceptionHandler(typeof(IOException))]
        public string WithoutParameter() => "failed";

        [MessageExceptionHandler(typeof(IOException))]
        public string WithVariable([DestinationVariable] string? room) => room ?? "none";

        [MessageExceptionHandler]
        public string ForNothing() => "";

        [MessageExceptionHandler(typeof(IOException), typeof(TimeoutException))]
        public string TooNarrow(IOException e) => e.Message;

        [MessageExceptionHandler(typeof(string))]
        public string ForText(Exception e) => e.Message;

        [MessageExceptionHandler]
        public string ForTwo(IOException e, TimeoutException f) => e.Message + f.Message;
    }
}
