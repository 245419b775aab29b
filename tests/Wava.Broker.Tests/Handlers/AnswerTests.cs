using Microsoft.FSharp.Control;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;

namespace Wava.Broker.Tests.Handlers;

/// <summary>What becomes of what a handler returns.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private readonly BindingFixture _fixture = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Nothing_is_no_answer()
    {
        await ExpectAsync(AnswerKind.None, null, () => { });
        await ExpectAsync(AnswerKind.None, null, () => Task.CompletedTask);
        await ExpectAsync(AnswerKind.None, null, () => ValueTask.CompletedTask);
        await ExpectAsync(AnswerKind.None, null, async () => await Task.Yield());
        await ExpectAsync(AnswerKind.None, null, YieldAsync);
        await ExpectAsync(AnswerKind.None, null, Missing<Task>);

        static async ValueTask YieldAsync() => await Task.Yield();
    }

    [Fact]
    public async Task A_value_is_an_answers_body_now_or_later()
    {
        await ExpectAsync(AnswerKind.Payload, "a", () => "a");
        await ExpectAsync(AnswerKind.Payload, 7, () => 7);
        await ExpectAsync(AnswerKind.Payload, "a", () => Task.FromResult("a"));
        await ExpectAsync(AnswerKind.Payload, 7, () => ValueTask.FromResult(7));
        await ExpectAsync(AnswerKind.Payload, "a", async () =>
        {
            await Task.Yield();
            return "a";
        });
        await ExpectAsync(AnswerKind.Payload, 7, LaterAsync);
        await ExpectAsync(AnswerKind.Payload, "a", () => (object)"a");
        await ExpectAsync(AnswerKind.Payload, "a", () => new OwnTask("a"));

        static async ValueTask<int> LaterAsync()
        {
            await Task.Yield();
            return 7;
        }
    }

    [Fact]
    public async Task Null_is_an_answer_that_is_not_there()
    {
        await ExpectAsync(AnswerKind.Payload, null, () => (string?)null);
        await ExpectAsync(AnswerKind.Payload, null, () => (int?)null);
        await ExpectAsync(AnswerKind.Payload, null, Missing<Task<string>>);
        await ExpectAsync(AnswerKind.Payload, null, () => Task.FromResult<string?>(null));
        await ExpectAsync(AnswerKind.Stream, null, () => Task.FromResult<IAsyncEnumerable<int>>(null!));
    }

    [Fact]
    public async Task Messages_that_say_where_they_go_are_recognised()
    {
        var outgoing = OutgoingMessage.To("/topic/a", "x");
        Message message = Message.Create("/topic/a", default);

        await ExpectAsync(AnswerKind.Outgoing, outgoing, () => outgoing);
        await ExpectAsync(AnswerKind.Outgoing, message, () => Task.FromResult(message));
        OutgoingMessage[] array = [outgoing];
        await ExpectAsync(AnswerKind.Several, array, () => array);
        await ExpectAsync(AnswerKind.Several, array, () => (IEnumerable<OutgoingMessage>)array);
        List<Message> list = [message];
        await ExpectAsync(AnswerKind.Several, list, () => ValueTask.FromResult<IReadOnlyList<Message>>(list));
    }

    [Fact]
    public async Task A_list_of_anything_else_is_one_body()
    {
        int[] numbers = [1, 2];

        await ExpectAsync(AnswerKind.Payload, numbers, () => numbers);
    }

    [Fact]
    public async Task A_stream_gives_objects_whatever_it_is_a_stream_of()
    {
        Assert.Equal(["a", "b"], await ReadAsync(() => Of("a", "b")));
        Assert.Equal([1, 2], await ReadAsync(() => Of(1, 2)));
        Assert.Equal(["a"], await ReadAsync(() => Task.FromResult(Of("a"))));
        Assert.Equal([1], await ReadAsync(() => ValueTask.FromResult(Of(1))));
        Assert.Equal([1], await ReadAsync(async () =>
        {
            await Task.Yield();
            return Of(1);
        }));

        static async IAsyncEnumerable<T> Of<T>(params T[] items)
        {
            foreach (T each in items)
            {
                await Task.Yield();
                yield return each;
            }
        }
    }

    [Fact]
    public async Task A_stream_of_numbers_hears_when_nobody_listens_any_more()
    {
        var answer = (IAsyncEnumerable<object?>)(await _fixture.CallAsync(() => Numbers()))!;
        using var stop = new CancellationTokenSource();
        await using IAsyncEnumerator<object?> numbers = answer.GetAsyncEnumerator(stop.Token);
        Assert.True(await numbers.MoveNextAsync());

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await numbers.MoveNextAsync());

        static async IAsyncEnumerable<int> Numbers([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop = default)
        {
            yield return 1;
            await Task.Delay(Timeout.Infinite, stop);
        }
    }

    [Fact]
    public async Task What_is_there_already_completes_at_once()
    {
        foreach (Delegate handler in new Delegate[] { () => "a", () => Task.FromResult("a"), () => ValueTask.FromResult("a"), () => { }, () => Task.CompletedTask })
        {
            CompiledHandler compiled = _fixture.Compile(handler);

            ValueTask<object?> answer = compiled.Invoke(_fixture.ContextFor(compiled));
            Assert.True(answer.IsCompletedSuccessfully);
            await answer;
        }
    }

    [Fact]
    public async Task A_failure_is_the_handlers_own_wherever_it_comes_about()
    {
        await Assert.ThrowsAsync<IOException>(() => _fixture.CallAsync(() => Throw()));
        await Assert.ThrowsAsync<IOException>(() => _fixture.CallAsync(() => Task.FromException(new IOException())));
        await Assert.ThrowsAsync<IOException>(() => _fixture.CallAsync(() => ValueTask.FromException<int>(new IOException())));
        await Assert.ThrowsAsync<IOException>(() => _fixture.CallAsync(async () =>
        {
            await Task.Yield();
            Throw();
        }));

        static void Throw() => throw new IOException();
    }

    [Fact]
    public void What_nobody_could_await_is_refused_at_start()
    {
        Assert.Equal(
            "Test: it returns YieldAwaitable, which is awaited in a way that is not known here: let it return a Task or ValueTask.", _fixture.ProblemOf(() => Task.Yield()));
        Assert.StartsWith("Test: it returns FSharpAsync<Int32>, which is awaited", _fixture.ProblemOf(() => FSharpAsync.AwaitTask(Task.FromResult(1))), StringComparison.Ordinal);
        Assert.Equal("Test: it returns Task<Task<Int32>>: what a task gives must not be awaited again.", _fixture.ProblemOf(() => Task.FromResult(Task.FromResult(1))));
        Assert.Equal("Careless.Say: it is async void, and nobody would hear of its failure: let it return a Task.", _fixture.ProblemOf<Careless>(nameof(Careless.Say)));
        Assert.StartsWith("Test: it returns ReadOnlySpan<Byte>, which cannot be kept", _fixture.ProblemOf(() => "a"u8), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delegate_that_takes_the_context_needs_no_compiling()
    {
        string? heard = null;
        CompiledHandler now = HandlerCompiler.FromDelegate(context =>
        {
            heard = context.Destination;
            return Task.CompletedTask;
        });
        CompiledHandler later = HandlerCompiler.FromDelegate(async _ =>
        {
            await Task.Yield();
            throw new IOException();
        });

        Assert.Equal(AnswerKind.None, now.Answer);
        Assert.Null(await _fixture.InvokeAsync(now));
        Assert.Equal("/app/x", heard);
        await Assert.ThrowsAsync<IOException>(() => _fixture.InvokeAsync(later));
    }

    private static T Missing<T>() => default!;

    private async Task ExpectAsync(AnswerKind kind, object? answer, Delegate handler)
    {
        CompiledHandler compiled = _fixture.Compile(handler);
        Assert.Equal(kind, compiled.Answer);
        Assert.Equal(answer, await _fixture.InvokeAsync(compiled));
    }

    private async Task<List<object?>> ReadAsync(Delegate handler)
    {
        CompiledHandler compiled = _fixture.Compile(handler);
        Assert.Equal(AnswerKind.Stream, compiled.Answer);
        List<object?> items = [];
        await foreach (object? each in (IAsyncEnumerable<object?>)(await _fixture.InvokeAsync(compiled))!) items.Add(each);
        return items;
    }

    private sealed class OwnTask : Task<string>
    {
        public OwnTask(string result)
            : base(() => result) => RunSynchronously(TaskScheduler.Default);
    }

    private sealed class Careless
    {
#pragma warning disable VSTHRD100 // What is refused has to be written.
        public async void Say() => await Task.Yield();
#pragma warning restore VSTHRD100
    }
}
