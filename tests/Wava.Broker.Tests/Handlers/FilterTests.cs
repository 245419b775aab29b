using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Handlers;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Handlers;

public sealed class FilterTests : IAsyncDisposable
{
    private readonly HandlerFixture _app = new();
    private readonly List<string> _trace = [];

    public FilterTests() => _app.Registrations.AddSingleton(_trace);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Filters_stand_around_the_handler_those_for_all_outside_and_the_closest_inside()
    {
        _app.Filters.Add(new MessageFilterAttribute<Outer>());
        _app.On("/a", _ => Note("handler"), metadata: [new MessageFilterAttribute<Inner>(), Inline("inline"), new MessageFilterAttribute<Inner>()]);

        await SendAsync("/app/a");

        Assert.Equal(["> outer", "> inner", "> inline", "> inner", "handler", "< inner", "< inline", "< inner", "< outer"], _trace);
    }

    [Fact]
    public async Task Authorization_comes_before_every_filter()
    {
        _app.Filters.Add(new MessageFilterAttribute<Outer>());
        _app.Authorize = _ => _ => new ValueTask<string?>("Not for you.");
        _app.On("/a", _ => Note("handler"));

        await _app.FailsAsync<AccessDeniedException>("/app/a");

        Assert.Empty(_trace);
    }

    [Fact]
    public async Task A_filter_that_does_not_call_next_answers_in_the_handlers_place()
    {
        _app.On("/a", _ => Note("handler"), HandlerFixture.To("/topic/a"), AnswerKind.None, new InlineMessageFilter((_, _) => new("from the filter")));
        Wava.Testing.StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/topic/a");

        await client.SendAsync("/app/a", "");

        Assert.Equal("from the filter", (await client.ExpectAsync("MESSAGE")).Text);
        Assert.Empty(_trace);
    }

    [Fact]
    public async Task A_filter_can_change_the_answer_and_hand_things_to_the_handler()
    {
        _app.On("/a", context => context.Items["greeting"], HandlerFixture.To("/topic/a"), metadata: new InlineMessageFilter(async (context, next) =>
        {
            context.Items["greeting"] = "hello";
            return $"{await next(context)}!";
        }));
        Wava.Testing.StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/topic/a");

        await client.SendAsync("/app/a", "");

        Assert.Equal("hello!", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task A_filter_sees_what_goes_wrong_behind_it_and_may_make_up_for_it()
    {
        _app.On("/a", _ => throw new BadMessageException("Bad", "Binding fails like this."), metadata: new InlineMessageFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (BadMessageException)
            {
                return Note("caught");
            }
        }));

        await SendAsync("/app/a");

        Assert.Equal(["caught"], _trace);
    }

    [Fact]
    public async Task A_registered_filter_is_taken_as_it_is_registered_any_other_is_made_for_each_message()
    {
        _app.Registrations.AddSingleton<Counting>();
        _app.On("/registered", _ => null, metadata: new MessageFilterAttribute<Counting>());
        for (int i = 0; i < 3; i++) await SendAsync("/app/registered");
        Assert.Equal(["1", "2", "3"], _trace);

        await using var app = new HandlerFixture();
        app.Registrations.AddSingleton(_trace);
        app.On("/made", _ => null, metadata: new MessageFilterAttribute<Counting>());
        StompSession session = app.Session();
        for (int i = 0; i < 2; i++) await app.Route.SendAsync(session, HandlerFixture.Message("/app/made"), CancellationToken.None);
        Assert.Equal(["1", "2", "3", "1", "1"], _trace);
    }

    [Fact]
    public async Task Filters_stand_around_handlers_of_subscriptions_but_not_around_exception_handlers()
    {
        _app.Filters.Add(new MessageFilterAttribute<Outer>());
        _app.OnSubscribe("/a", _ => throw new InvalidDataException());
        _app.OnException<InvalidDataException>(_ => new(Note("exception handler")));
        Wava.Testing.StompTestClient client = await _app.ConnectAsync();

        await client.SubscribeAsync("/app/a");

        Assert.Equal(["> outer", "exception handler"], _trace);
    }

    private string? Note(string what)
    {
        _trace.Add(what);
        return null;
    }

    private InlineMessageFilter Inline(string name) => new(async (context, next) =>
    {
        _trace.Add($"> {name}");
        object? answer = await next(context);
        _trace.Add($"< {name}");
        return answer;
    });

    private ValueTask SendAsync(string destination) => _app.Route.SendAsync(_app.Session(), HandlerFixture.Message(destination), CancellationToken.None);

    private abstract class Tracing(List<string> trace, string name) : IMessageFilter
    {
        public async ValueTask<object?> InvokeAsync(MessageContext context, MessageFilterDelegate next)
        {
            trace.Add($"> {name}");
            object? answer = await next(context);
            trace.Add($"< {name}");
            return answer;
        }
    }

#pragma warning disable CA1812 // Made by reflection.
    private sealed class Outer(List<string> trace) : Tracing(trace, "outer");

    private sealed class Inner(List<string> trace) : Tracing(trace, "inner");

    private sealed class Counting(List<string> trace) : IMessageFilter
    {
        private int _calls;

        public ValueTask<object?> InvokeAsync(MessageContext context, MessageFilterDelegate next)
        {
            trace.Add($"{++_calls}");
            return next(context);
        }
    }
#pragma warning restore CA1812
}
