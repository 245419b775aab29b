using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;

namespace Wava.Broker.Tests.Handlers;

public sealed class ServiceParameterTests
{
    public interface IRoomStore
    {
        string Name { get; }
    }

    public abstract class Store;

    [Fact]
    public async Task What_is_registered_is_a_service()
    {
        await using var fixture = new BindingFixture(services => services.AddScoped<IRoomStore>(_ => new RoomStore("a")).AddSingleton(new RoomStore("b")));

        Assert.Equal("a b hello", await fixture.CallAsync(
            (IRoomStore first, RoomStore second, ChatLine line) => $"{first.Name} {second.Name} {line.Text}", BindingFixture.Json("""{"text":"hello"}""")));
        Assert.Equal(1, fixture.Scopes);
    }

    [Fact]
    public async Task Attributes_ask_for_services_with_or_without_a_key()
    {
        await using var fixture = new BindingFixture(services => services
            .AddSingleton<IRoomStore>(new RoomStore("plain")).AddKeyedSingleton<IRoomStore>("red", new RoomStore("keyed")));

        Assert.Equal("plain keyed", await fixture.CallAsync(([FromServices] IRoomStore plain, [FromKeyedServices("red")] IRoomStore keyed) => $"{plain.Name} {keyed.Name}"));
        Assert.Equal(1, Assert.IsType<int>(await fixture.CallAsync(([FromServices] IEnumerable<IRoomStore> all) => all.Count())));
    }

    [Fact]
    public async Task A_sequence_without_the_attribute_is_the_body()
    {
        await using var fixture = new BindingFixture(services => services.AddSingleton(new RoomStore("plain")));

        Assert.Equal(3, await fixture.CallAsync((IEnumerable<int> numbers) => numbers.Count(), BindingFixture.Json("[1,2,3]")));
        Assert.Equal(2, await fixture.CallAsync((IReadOnlyList<string> words) => words.Count, BindingFixture.Json("""["a","b"]""")));
    }

    [Fact]
    public async Task What_is_not_registered_is_told_at_start()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal("Test: IRoomStore is not registered as a service: add it to builder.Services.", fixture.ProblemOf((IRoomStore store) => store.Name));
        Assert.Equal("Test: Store is not registered as a service: add it to builder.Services.", fixture.ProblemOf((Store store) => store.ToString()));
        Assert.Equal("Test: RoomStore is not registered as a service: add it to builder.Services.", fixture.ProblemOf(([FromServices] RoomStore store) => store.Name));
        Assert.Equal(
            "Test: IRoomStore is not registered as a service with the key red: add it to builder.Services.",
            fixture.ProblemOf(([FromKeyedServices("red")] IRoomStore store) => store.Name));
    }

    [Fact]
    public async Task A_service_that_may_be_null_may_be_missing()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal("none", await fixture.CallAsync(([FromServices] IRoomStore? store) => store?.Name ?? "none"));
        Assert.Equal("none", await fixture.CallAsync(([FromKeyedServices("red")] IRoomStore? store) => store?.Name ?? "none"));
    }

    [Fact]
    public async Task A_scoped_service_is_one_for_the_message_and_ends_with_it()
    {
        await using var fixture = new BindingFixture(services => services.AddScoped<Scoped>());
        CompiledHandler handler = fixture.Compile((Scoped a, Scoped b) => ReferenceEquals(a, b) ? a : null);

        var first = (Scoped)(await fixture.InvokeAsync(handler))!;
        var second = (Scoped)(await fixture.InvokeAsync(handler))!;

        Assert.NotSame(first, second);
        Assert.True(first.Disposed);
    }

    [Fact]
    public void Where_the_container_cannot_tell_what_it_has_nothing_is_held_against_a_handler()
    {
        var compiler = new HandlerCompiler(new MessageConverters(MessageJson.Create(32, []), []), null, null, [], new HandlerOptions());
        Delegate handler = (IRoomStore store, [FromServices] RoomStore other, ChatLine line) => line.Text + store.Name + other.Name;
        List<string> problems = [];

        Assert.NotNull(compiler.Compile(HandlerKind.Message, "Test", handler.Method, handler.Target, null, [], [], problems));
        Assert.Empty(problems);
    }

    public sealed class RoomStore(string name) : IRoomStore
    {
        public string Name => name;
    }

    public sealed class Scoped : IDisposable
    {
        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }
}
