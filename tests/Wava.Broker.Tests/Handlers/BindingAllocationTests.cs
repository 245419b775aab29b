using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;

namespace Wava.Broker.Tests.Handlers;

/// <summary>What a message costs in memory once its handler is warm.</summary>
public sealed class BindingAllocationTests
{
    private static readonly Message Body = BindingFixture.Json("""{"text":"hello","number":3}""");

    // What is kept nowhere need not be allocated: the compiler may put it on the stack.
    private static object? Kept;

    [Fact]
    public async Task A_handler_of_JSON_costs_what_is_read_and_what_is_returned()
    {
        await using var fixture = new BindingFixture();
        var json = (JsonTypeInfo<Line>)MessageJson.Create(32, []).GetTypeInfo(typeof(Line));

        long reading = Measure(() => JsonSerializer.Deserialize(Body.Body.Span, json));
        long result = Measure(() => new Line());

        Assert.Equal(reading + result, Cost(fixture, static (Line line) => new Line { Text = line.Text }));
        Assert.Equal(reading, Cost(fixture, static (Line line) => line));
        Assert.Equal(reading, Cost(fixture, static (Line line) => ValueTask.FromResult(line)));
    }

    [Fact]
    public async Task Headers_variables_and_the_context_cost_nothing()
    {
        await using var fixture = new BindingFixture { Variables = { ["room"] = "lobby", ["page"] = "3" } };

        Assert.Equal(0, Cost(fixture, static (string room, int page, MessageContext context, CancellationToken stop) => { }));
        Assert.Equal(0, Cost(fixture, static ([Header("content-length")] int length, [Header] long? missing, string room, int page) => { }));
        Assert.Equal(0, Cost(fixture, static (string room, int page, ReadOnlyMemory<byte> body) => Task.CompletedTask));
    }

    [Fact]
    public void A_message_costs_one_array_and_itself()
    {
        var converters = new MessageConverters(MessageJson.Create(32, []), []);
        var line = new Line { Text = "hello" };
        Message message = converters.Encode("/topic/a", line);
        long assembled = Measure(() => Message.Assemble("/topic/a", "destination:/topic/a\ncontent-type:application/json\n"u8, message.Body.Span, plain: true));

        Assert.Equal(assembled, Measure(() => converters.Encode("/topic/a", line)));
        Assert.Equal(assembled, Measure(() => converters.Encode<object>("/topic/a", line)));
    }

    [Fact]
    public async Task A_class_costs_its_instance()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal(Measure(() => new Handler()), Cost(fixture, fixture.Compile(typeof(Handler), nameof(Handler.Hear))));
    }

    private static long Cost(BindingFixture fixture, Delegate handler) => Cost(fixture, fixture.Compile(handler));

    private static long Cost(BindingFixture fixture, CompiledHandler compiled)
    {
        MessageContext context = fixture.ContextFor(compiled, Body);
        return Measure(() =>
        {
            ValueTask<object?> answer = compiled.Invoke(context);
            return answer.IsCompletedSuccessfully ? answer.Result : throw new InvalidOperationException("The handler waits.");
        });
    }

    /// <summary>The least that one of several runs allocates: what the runtime does now and then on the side is not counted.</summary>
    private static long Measure(Func<object?> run)
    {
        for (int i = 0; i < 100; i++) Kept = run();
        long least = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Kept = run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private sealed class Handler
    {
        private int _heard;

        public void Hear(ReadOnlyMemory<byte> body)
        {
            _heard += body.Length;
            Kept = this;
        }
    }

    private sealed class Line
    {
        public string Text { get; set; } = "";

        public int Number { get; set; }
    }
}
