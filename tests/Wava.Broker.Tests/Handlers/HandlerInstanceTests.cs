using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;

namespace Wava.Broker.Tests.Handlers;

/// <summary>The object on which a handler's method is called.</summary>
public sealed class HandlerInstanceTests
{
    [Fact]
    public async Task A_class_gets_a_fresh_instance_for_each_message_with_what_its_constructor_takes()
    {
        await using var fixture = new BindingFixture(services => services.AddScoped<Diary>());
        CompiledHandler handler = fixture.Compile(typeof(WithDiary), nameof(WithDiary.Itself));

        var first = (WithDiary)(await fixture.InvokeAsync(handler))!;
        var second = (WithDiary)(await fixture.InvokeAsync(handler))!;

        Assert.NotSame(first, second);
        Assert.NotSame(first.Diary, second.Diary);
        Assert.Equal("spare", first.Name);
        Assert.Equal(2, fixture.Scopes);
    }

    [Fact]
    public async Task A_class_that_takes_nothing_is_made_without_a_scope()
    {
        await using var fixture = new BindingFixture();

        Assert.IsType<Plain>(await fixture.CallAsync<Plain>(nameof(Plain.Itself)));
        Assert.Equal(0, fixture.Scopes);
    }

    [Fact]
    public async Task A_static_method_and_a_closure_need_no_instance()
    {
        await using var fixture = new BindingFixture();
        int offset = 40;

        Assert.Equal(5, await fixture.CallAsync<Plain>(nameof(Plain.Count)));
        Assert.Equal(42, await fixture.CallAsync((int number) => number + offset, BindingFixture.Json("2")));
        Assert.Equal(4, await fixture.CallAsync(new Func<int, int>(new Plain().Twice), BindingFixture.Json("2")));
        Assert.Equal("ab", await fixture.CallAsync(new Func<string, string>("a".Join), BindingFixture.Json("b", null)));
        Assert.Equal(0, fixture.Scopes);
    }

    [Fact]
    public async Task A_registered_class_comes_from_the_services()
    {
        var only = new Plain();
        await using var fixture = new BindingFixture(services => services.AddSingleton(only));

        Assert.Same(only, await fixture.CallAsync<Plain>(nameof(Plain.Itself)));
    }

    [Fact]
    public async Task What_is_made_for_a_message_is_disposed_of_when_it_has_been_handled()
    {
        await using var fixture = new BindingFixture(services => services.AddScoped<Diary>());
        foreach (string method in new[] { nameof(Disposable.Say), nameof(Disposable.SayLaterAsync) })
        {
            CompiledHandler handler = fixture.Compile(typeof(Disposable), method);
            MessageContext context = fixture.ContextFor(handler);
            Diary diary = context.Services.GetRequiredService<Diary>();

            await handler.Invoke(context);
            Assert.Equal(["said"], diary.Entries);
            await context.EndScopeAsync();

            // The instance first, then what it depends on.
            Assert.Equal(["said", "handler gone", "diary gone"], diary.Entries);
        }
    }

    [Fact]
    public async Task Disposal_may_take_its_time_and_follows_a_failure_too()
    {
        await using var fixture = new BindingFixture(services => services.AddScoped<Diary>());
        CompiledHandler handler = fixture.Compile(typeof(AsyncDisposable), nameof(AsyncDisposable.Fail));
        MessageContext context = fixture.ContextFor(handler);
        Diary diary = context.Services.GetRequiredService<Diary>();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await handler.Invoke(context));
        await context.EndScopeAsync();

        Assert.Equal(["handler gone", "diary gone"], diary.Entries);
    }

    [Fact]
    public async Task An_answer_that_is_still_being_read_keeps_its_handler()
    {
        await using var fixture = new BindingFixture();
        CompiledHandler handler = fixture.Compile(typeof(Streaming), nameof(Streaming.Count));
        MessageContext context = fixture.ContextFor(handler);
        var answer = (IAsyncEnumerable<object?>)(await handler.Invoke(context))!;
        List<object?> read = [];

        await foreach (object? each in answer) read.Add(each);
        await context.EndScopeAsync();
        await foreach (object? each in answer) read.Add(each);

        Assert.Equal(["alive", "gone"], read);
    }

    [Fact]
    public async Task What_a_constructor_lacks_is_told_at_start()
    {
        await using var fixture = new BindingFixture(services => services
            .AddScoped<Plain>().AddSingleton(new SessionStateType(typeof(Diary))).AddKeyedSingleton<Message>("blue", (_, _) => throw new InvalidOperationException()));

        Assert.Equal(
            "WithDiary.Itself: Diary is a session's state: its constructor has to take SessionState<Diary>.", fixture.ProblemOf<WithDiary>(nameof(WithDiary.Itself)));
        Assert.Equal("Lacking.Say: IFormatProvider is not registered as a service: add it to builder.Services.", fixture.ProblemOf<Lacking>(nameof(Lacking.Say)));
        Assert.Equal("Keyed.Say: Message is not registered as a service with the key red: add it to builder.Services.", fixture.ProblemOf<Keyed>(nameof(Keyed.Say)));
        Assert.Equal("Hidden.Say: Hidden has no public constructor.", fixture.ProblemOf<Hidden>(nameof(Hidden.Say)));
        Assert.Equal("Twofold.Say: Twofold has several constructors: mark one with [ActivatorUtilitiesConstructor].", fixture.ProblemOf<Twofold>(nameof(Twofold.Say)));
        Assert.Equal("Abstract.Say: no instance of Abstract can be made: it is abstract.", fixture.ProblemOf<Abstract>(nameof(Abstract.Say)));
    }

    [Fact]
    public async Task A_marked_constructor_is_taken()
    {
        await using var fixture = new BindingFixture(services => services.AddScoped<Diary>());

        Assert.Equal("marked", await fixture.CallAsync<Marked>(nameof(Marked.Say)));
    }

    public sealed class Diary : IDisposable
    {
        public List<string> Entries { get; } = [];

        public void Dispose() => Entries.Add("diary gone");
    }

    public sealed class WithDiary(Diary diary, string name = "spare")
    {
        public Diary Diary => diary;

        public string Name => name;

        public object Itself() => this;
    }

    public sealed class Plain
    {
        public static int Count() => 5;

        public object Itself() => this;

        public int Twice(int number) => 2 * number;
    }

    public sealed class Disposable(Diary diary) : IDisposable
    {
        public void Say() => diary.Entries.Add("said");

        public async Task SayLaterAsync()
        {
            await Task.Yield();
            diary.Entries.Add("said");
        }

        public void Dispose() => diary.Entries.Add("handler gone");
    }

    public sealed class AsyncDisposable(Diary diary) : IAsyncDisposable
    {
        public void Fail() => throw new InvalidOperationException();

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            diary.Entries.Add("handler gone");
        }
    }

    public sealed class Streaming : IDisposable
    {
        private bool _gone;

        public async IAsyncEnumerable<string> Count()
        {
            await Task.Yield();
            yield return _gone ? "gone" : "alive";
        }

        public void Dispose() => _gone = true;
    }

    public sealed class Lacking(IFormatProvider provider)
    {
        public string? Say() => provider.ToString();
    }

    public sealed class Keyed([FromKeyedServices("red")] Message message)
    {
        public string Say() => message.Destination;
    }

    public sealed class Hidden
    {
        private Hidden()
        {
        }

        public void Say()
        {
        }
    }

    public sealed class Twofold
    {
        public Twofold()
        {
        }

        public Twofold(Diary diary) => Diary = diary;

        public Diary? Diary { get; }

        public void Say()
        {
        }
    }

    public sealed class Marked
    {
        private readonly string _word;

        public Marked() => _word = "plain";

        [ActivatorUtilitiesConstructor]
        public Marked(Diary diary) => _word = diary.Entries.Count == 0 ? "marked" : "";

        public string Say() => _word;
    }

    public abstract class Abstract
    {
        public void Say()
        {
        }
    }
}

internal static class Words
{
    /// <summary>Lets a delegate be bound to the first parameter of a static method.</summary>
    public static string Join(this string first, string second) => first + second;
}
