using System.Security.Claims;
using System.Security.Principal;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Handlers;

/// <summary>What a parameter is filled with for its type alone.</summary>
public sealed class ParameterTests
{
    private static readonly ClaimsPrincipal Ann = new(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ann")], "test"));

    [Fact]
    public async Task A_handler_takes_the_context_and_what_is_in_it()
    {
        await using var fixture = new BindingFixture();
        Message message = BindingFixture.Json("{}");

        object? answer = await fixture.CallAsync(
            (MessageContext context, Message itself, StompSession session, CancellationToken stop) => (object)(context, itself, session, stop), message);

        Assert.Equal((fixture.Context!, message, fixture.Session, fixture.Session.Ended), answer);
        Assert.Equal(0, fixture.Scopes);
    }

    [Fact]
    public async Task A_known_sender_is_given_in_either_form()
    {
        await using var fixture = new BindingFixture(user: Ann);

        Assert.Same(Ann, await fixture.CallAsync((ClaimsPrincipal user) => user));
        Assert.Same(Ann, await fixture.CallAsync((ClaimsPrincipal? user) => user));
        Assert.Same(Ann, await fixture.CallAsync((IPrincipal user) => user));
    }

    [Fact]
    public async Task An_unknown_sender_is_null_or_a_principal_that_stands_for_nobody()
    {
        await using var fixture = new BindingFixture();

        Assert.Null(await fixture.CallAsync((ClaimsPrincipal? user) => user));
        Assert.Null(await fixture.CallAsync((IPrincipal? user) => user));
        var nobody = (ClaimsPrincipal)(await fixture.CallAsync((ClaimsPrincipal user) => user))!;
        Assert.False(nobody.Identity!.IsAuthenticated);
        Assert.False(((IPrincipal)(await fixture.CallAsync((IPrincipal user) => user))!).Identity!.IsAuthenticated);
    }

    [Fact]
    public async Task Nobody_is_never_the_same_object_for_two_messages()
    {
        // Else a claim that one handler adds would be everybody's.
        await using var fixture = new BindingFixture();
        CompiledHandler handler = fixture.Compile((ClaimsPrincipal user) => user);

        Assert.NotSame(await fixture.InvokeAsync(handler), await fixture.InvokeAsync(handler));
    }

    [Fact]
    public async Task A_subscribe_handler_takes_the_subscription()
    {
        await using var fixture = new BindingFixture { Kind = HandlerKind.Subscription };

        object? answer = await fixture.CallAsync((Subscription subscription) => subscription);

        Assert.Same(fixture.Context!.Subscription, answer);
        Assert.NotNull(answer);
    }

    [Fact]
    public async Task A_message_handler_may_take_a_subscription_only_if_it_can_do_without()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal(
            "Test: subscription asks for a subscription, and there is one only where a subscription is answered: use [SubscribeMapping], or Subscription?.",
            fixture.ProblemOf((Subscription subscription) => subscription.Id));
        Assert.Null(await fixture.CallAsync((Subscription? subscription) => subscription));
    }

    [Fact]
    public async Task The_services_themselves_can_be_taken()
    {
        await using var fixture = new BindingFixture();

        object? answer = await fixture.CallAsync((IServiceProvider services, MessageContext context) => ReferenceEquals(services, context.Services));

        Assert.Equal(true, answer);
        Assert.Equal(1, fixture.Scopes);
    }

    [Fact]
    public async Task The_state_of_the_session_is_no_payload()
    {
        await using var fixture = new BindingFixture(services =>
        {
            services.AddScoped<Tally>();
            services.AddSingleton(new SessionStateType(typeof(Tally)));
        });

        Assert.NotNull(fixture.TryCompile((Tally tally, ChatLine line) => tally.Count += line.Text.Length));
        Assert.NotNull(fixture.TryCompile(([Microsoft.AspNetCore.Mvc.FromServices] Tally tally, ChatLine line) => tally.Count += line.Text.Length));
    }

    [Fact]
    public async Task A_handler_that_can_look_at_the_token_says_so()
    {
        await using var fixture = new BindingFixture();

        Assert.True(fixture.Compile((CancellationToken stop) => stop.IsCancellationRequested).UsesCancellationToken);
        Assert.True(fixture.Compile((MessageContext context) => context.Destination).UsesCancellationToken);
        Assert.True(HandlerCompiler.FromDelegate(_ => Task.CompletedTask).UsesCancellationToken);
        Assert.False(fixture.Compile((ChatLine line) => line).UsesCancellationToken);
    }

    [Fact]
    public async Task Parameters_without_a_meaning_are_refused_at_start()
    {
        await using var fixture = new BindingFixture();

        Assert.StartsWith("Test: text is a ref, in or out parameter", fixture.ProblemOf((ref string text) => text.Length), StringComparison.Ordinal);
        Assert.StartsWith("Test: text is a ref, in or out parameter", fixture.ProblemOf((in string text) => text.Length), StringComparison.Ordinal);
        Assert.StartsWith("Test: text is a ref, in or out parameter", fixture.ProblemOf((out string text) => text = ""), StringComparison.Ordinal);
        Assert.StartsWith("Test: text is of type ReadOnlySpan<Char>", fixture.ProblemOf((ReadOnlySpan<char> text) => text.Length), StringComparison.Ordinal);
        Assert.Equal("Generic.Take: a handler cannot have open type parameters.", fixture.ProblemOf<Generic>(nameof(Generic.Take)));
        Assert.Equal("Test: failure asks for an exception, and there is one only in a [MessageExceptionHandler].", fixture.ProblemOf((IOException failure) => failure.Message));
    }

    private sealed class Tally
    {
        public int Count { get; set; }
    }

    private sealed class Generic
    {
        public static T Take<T>(T value) => value;
    }
}
