using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Docs.HandlersPage;

/// <summary>docs/handlers.md: the delegates of "Parameters", "Answers", "Answering subscriptions", "Who may", "Filters", "Session state", "Sending from
/// anywhere" and "Without reflection".</summary>
public sealed class DelegateTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private WebApplication _app = null!;
    private StompTestClient _ann = null!;

    public async Task InitializeAsync()
    {
        _app = await InMemoryApp.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(_time);
                builder.Services.AddAuthorization();
                AddBaskets(builder);
            },
            Map);
        _ann = await _app.GetTestServer().ConnectStompAsync("/ws", user: "ann");
    }

    public async Task DisposeAsync()
    {
        await _ann.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Parameters_come_from_variables_headers_and_defaults()
    {
        await _ann.SubscribeAsync("/topic/price/ACME");

        await _ann.SendAsync("/app/price/ACME", "");
        await _ann.SendAsync("/app/price/ACME", "", ("x-currency", "CHF"), ("decimals", "4"));

        await _ann.ExpectMessageAsync("/topic/price/ACME", new { symbol = "ACME", currency = "EUR", decimals = 2 });
        await _ann.ExpectMessageAsync("/topic/price/ACME", new { symbol = "ACME", currency = "CHF", decimals = 4 });
    }

    [Fact]
    public async Task A_header_that_is_no_number_is_told()
    {
        await _ann.SubscribeAsync("/user/queue/errors");

        await _ann.SendAsync("/app/price/ACME", "", ("decimals", "many"));

        Assert.Equal("Malformed header", (await _ann.ExpectErrorReportAsync()).Message);
    }

    [Fact]
    public async Task Outgoing_messages_go_where_they_say()
    {
        await _ann.SubscribeAsync("/topic/orders");
        await _ann.SubscribeAsync("/user/queue/orders");

        await _ann.SendAsync("/app/order", new Order("tea"));

        var frame = await _ann.ExpectMessageAsync("/topic/orders", new Order("tea"));
        Assert.Equal("high", frame["priority"]);
        await _ann.ExpectMessageAsync("/user/queue/orders", "Thank you.");
    }

    [Fact]
    public async Task A_stream_answers_a_subscription_until_it_ends()
    {
        await _ann.SubscribeAsync("/app/countdown/3");

        foreach (var left in new[] { "3", "2", "1" })
        {
            await _ann.ExpectMessageAsync("/app/countdown/3", left);
            await Eventually.IsTrue(() => _time.ActiveTimers > 0, "the stream waits");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await _ann.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_role_is_asked_for_where_the_handler_says_so()
    {
        await using var editor = await _app.GetTestServer().ConnectStompAsync("/ws", user: "eve", roles: ["editor"]);
        await editor.SubscribeAsync("/topic/news");

        await editor.SendAsync("/app/announce", "News!");
        await _ann.SendAsync("/app/announce", "Not news.");

        await editor.ExpectMessageAsync("/topic/news", "News!");
        await _ann.ExpectErrorAsync("Access denied");
        await editor.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("21", "42")]
    [InlineData("1000000", "too large")]
    public async Task A_filter_answers_in_the_handlers_place(string number, string answer)
    {
        await _ann.SubscribeAsync("/topic/double");

        await _ann.SendAsync("/app/double", number);

        await _ann.ExpectMessageAsync("/topic/double", answer);
    }

    [Fact]
    public async Task A_session_has_a_basket_of_its_own()
    {
        await using var other = await _app.GetTestServer().ConnectStompAsync("/ws", user: "ann");
        await _ann.SubscribeAsync("/user/queue/basket");
        await other.SubscribeAsync("/user/queue/basket");

        await _ann.SendAsync("/app/basket/add", "tea");
        await _ann.SendAsync("/app/basket/add", "milk");
        await other.SendAsync("/app/basket/add", "coffee");

        await _ann.ExpectMessageAsync("/user/queue/basket", new[] { "tea" });
        await _ann.ExpectMessageAsync("/user/queue/basket", new[] { "tea", "milk" });
        await other.ExpectMessageAsync("/user/queue/basket", new[] { "coffee" });
    }

    [Fact]
    public async Task An_endpoint_of_HTTP_sends_to_a_topic_and_to_a_user()
    {
        using var http = _app.GetTestClient();
        await _ann.SubscribeAsync("/topic/orders");
        var before = await (await http.PostAsync("/orders/6/shipped", null)).Content.ReadAsStringAsync();
        await _ann.ExpectMessageAsync("/topic/orders");
        await _ann.SubscribeAsync("/user/queue/orders");

        var after = await (await http.PostAsync("/orders/7/shipped", null)).Content.ReadAsStringAsync();

        Assert.Equal(("Ann is not listening.", "Ann knows."), (before, after));
        await _ann.ExpectMessageAsync("/topic/orders", new { number = 7 });
        await _ann.ExpectMessageAsync("/user/queue/orders", new { number = 7 });
    }

    [Fact]
    public async Task A_delegate_without_binding_does_all_of_it_itself()
    {
        await _ann.SubscribeAsync("/topic/raw/a");

        await _ann.SendAsync("/app/raw/a", "as it is");

        await _ann.ExpectMessageAsync("/topic/raw/a", "as it is");
    }

    private static void Map(WebApplication app)
    {
        app.MapStomp("/ws");
        app.MapMessage("/price/{symbol}", (string symbol, [Header("x-currency")] string? currency, [Header] int decimals = 2) =>
            new Price(symbol, currency ?? "EUR", decimals));
        app.MapMessage("/order", (Order order, ClaimsPrincipal user) => new[]
        {
            OutgoingMessage.To("/topic/orders", order).WithHeader("priority", "high"),
            OutgoingMessage.ToUser(user.Identity!.Name!, "/queue/orders", "Thank you."),
        });
        app.MapSubscribe("/countdown/{from}", (int from, TimeProvider time, CancellationToken stop) => CountAsync(from, time, stop));

        static async IAsyncEnumerable<int> CountAsync(int from, TimeProvider time, [EnumeratorCancellation] CancellationToken stop)
        {
            for (var left = from; left > 0; left--)
            {
                yield return left;
                await Task.Delay(TimeSpan.FromSeconds(1), time, stop);
            }
        }

        app.MapMessage("/announce", (string text) => text).SendTo("/topic/news").RequireAuthorization(policy => policy.RequireRole("editor"));
        app.MapMessage("/double", (int number) => number * 2).AddMessageFilter(async (context, next) =>
            context.Message.Body.Length > 5 ? "too large" : await next(context));
        app.MapMessage("/basket/add", (string article, Basket basket) => basket.Add(article)).SendToUser(broadcast: false, "/queue/basket");
        app.MapPost("/orders/{id}/shipped", async (int id, IMessageTemplate template, CancellationToken stop) =>
        {
            await template.SendAsync("/topic/orders", new Shipped(id), cancellationToken: stop);
            var reached = await template.SendToUserAsync("ann", "/queue/orders", new Shipped(id), cancellationToken: stop);
            return reached == 0 ? "Ann is not listening." : "Ann knows.";
        });
        app.MapMessage("/raw/{name}", async (MessageContext context) =>
        {
            var template = context.Services.GetRequiredService<IMessageTemplate>();
            await template.SendAsync($"/topic/raw/{context.Variable("name")}", context.Message.Body, cancellationToken: context.CancellationToken);
        });
    }

    private static void AddBaskets(WebApplicationBuilder builder)
    {
        builder.Services.AddStompBroker().AddSessionState<Basket>();
    }

    private sealed record Price(string Symbol, string Currency, int Decimals);

    private sealed record Order(string Article);

    private sealed record Shipped(int Number);

    private sealed class Basket
    {
        private readonly List<string> _articles = [];

        public IReadOnlyList<string> Add(string article)
        {
            _articles.Add(article);
            return [.. _articles];
        }
    }
}
