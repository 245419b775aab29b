using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Handlers;
using Wava.Broker.Hosting;
using Wava.Broker.Tests.Hosting;

namespace Wava.Broker.Tests.Handlers;

public sealed class MapMessageTests
{
    [Fact]
    public void Delegates_take_messages_and_subscriptions()
    {
        HandlerTable table = HandlerApp.Table(map: app =>
        {
            app.MapMessage("/hello/{name}", (string name) => name);
            app.MapMessage("/raw", static (MessageContext _) => Task.CompletedTask);
            app.MapSubscribe("/hello/{name}", (string name) => name);
        });

        Assert.Equal("MapMessage(\"/hello/{name}\") ann", table.Find("/hello/ann"));
        Assert.Equal("MapMessage(\"/raw\")", table.Find("/raw"));
        Assert.Equal("MapSubscribe(\"/hello/{name}\") ann", table.Find("/hello/ann", HandlerKind.Subscription));
        Assert.All(table.Handlers, handler => Assert.Null(handler.HandlerType));
    }

    [Fact]
    public async Task A_message_delegate_is_called_as_it_is()
    {
        MessageContext? seen = null;
        HandlerTable table = HandlerApp.Table(map: app => app.MapMessage("/raw", context =>
        {
            seen = context;
            return Task.CompletedTask;
        }));
        HandlerDescriptor handler = Assert.Single(table.Handlers);
        await using var broker = new Sessions.SessionFixture();
        var context = new MessageContext(new Sessions.Conversation(broker).Session, Wava.Broker.Messages.Message.Create("/app/raw", []), null, handler, null!);

        Assert.Null(await handler.Invoke(context));

        Assert.Same(context, seen);
        Assert.True(handler.UsesCancellationToken);
        Assert.Equal(AnswerKind.None, handler.Answer);
    }

    [Fact]
    public void Groups_put_their_prefixes_before_those_of_their_handlers()
    {
        HandlerTable table = HandlerApp.Table(map: app =>
        {
            MessageGroupBuilder shop = app.MapMessageGroup("/shops/{shop}");
            shop.MapMessage("open", (string shop) => { });
            shop.MapMessageGroup("/orders").MapMessage("{n:[0-9]+}", (string shop, int n) => { });
            shop.MapMessageGroup("").MapSubscribe("/news", (string shop) => "");
            shop.MapMessage("", (string shop) => { });
        });

        Assert.Equal("MapMessage(\"/shops/{shop}/open\") x", table.Find("/shops/x/open"));
        Assert.EndsWith(" x 7", table.Find("/shops/x/orders/7"), StringComparison.Ordinal);
        Assert.EndsWith(" x", table.Find("/shops/x/news", HandlerKind.Subscription), StringComparison.Ordinal);
        Assert.EndsWith(" x", table.Find("/shops/x"), StringComparison.Ordinal);
        Assert.Null(table.Find("/open"));
    }

    [Fact]
    public void What_is_said_of_a_group_is_said_of_all_in_it_and_the_closest_comes_last()
    {
        HandlerTable table = HandlerApp.Table(map: app =>
        {
            MessageGroupBuilder outer = app.MapMessageGroup("/a");
            MessageGroupBuilder inner = outer.MapMessageGroup("/b");
            inner.MapMessage("/c", [Note("attribute")] () => { }).WithMetadata(new NoteAttribute("handler")).RequireAuthorization("handlers");
            inner.WithMetadata(new NoteAttribute("inner"));
            // Said later than the handler was mapped, and of it all the same.
            outer.WithMetadata(new NoteAttribute("outer")).RequireAuthorization();
            outer.Finally(endpoint => endpoint.Metadata.Add(new NoteAttribute("last of all")));
            app.MapMessage("/outside", () => { });
        });

        HandlerDescriptor handler = table.Find(HandlerKind.Message, "/a/b/c"u8, out _)!;
        Assert.Equal(["outer", "inner", "attribute", "handler", "last of all"], handler.Metadata.OfType<NoteAttribute>().Select(note => note.Text));
        Assert.Equal([null, "handlers"], handler.Metadata.OfType<IAuthorizeData>().Select(each => each.Policy));
        Assert.Empty(table.Find(HandlerKind.Message, "/outside"u8, out _)!.Metadata.OfType<IAuthorizeData>());
    }

    [Fact]
    public void Filters_and_timeouts_stand_in_the_metadata()
    {
        HandlerTable table = HandlerApp.Table(map: app =>
        {
            MessageGroupBuilder group = app.MapMessageGroup("/g").WithTimeout(TimeSpan.FromSeconds(3)).AddMessageFilter<Filter>();
            group.MapMessage("/a", () => { }).AddMessageFilter((context, next) => next(context)).AddMessageFilter<Filter>().AllowAnonymous();
            group.MapMessage("/b", () => { }).WithTimeout(Timeout.InfiniteTimeSpan);
        });

        HandlerDescriptor a = table.Find(HandlerKind.Message, "/g/a"u8, out _)!;
        Assert.Equal(
            [typeof(MessageFilterAttribute<Filter>), typeof(InlineMessageFilter), typeof(MessageFilterAttribute<Filter>)],
            a.Metadata.Where(each => each is IMessageFilterMetadata or InlineMessageFilter).Select(each => each.GetType()));
        Assert.Equal(TimeSpan.FromSeconds(3), a.Timeout);
        Assert.Contains(a.Metadata, each => each is IAllowAnonymous);
        Assert.Equal(Timeout.InfiniteTimeSpan, table.Find(HandlerKind.Message, "/g/b"u8, out _)!.Timeout);
        Assert.Throws<ArgumentOutOfRangeException>(() => HandlerApp.Build(map: app => app.MapMessage("/a", () => { }).WithTimeout(TimeSpan.Zero)));
    }

    [Fact]
    public void Filters_for_all_are_kept_in_their_order()
    {
        WebApplication app = HandlerApp.Build(broker => broker.AddFilter<Filter>().AddFilter<OtherFilter>());

        Assert.Equal([typeof(Filter), typeof(OtherFilter)], app.Services.GetServices<IMessageFilterMetadata>().Select(each => each.FilterType));
    }

    [Fact]
    public void An_endpoint_filter_of_http_is_refused()
    {
        string[] problems = HandlerApp.Problems(map: app =>
        {
            app.MapMessage("/a", () => { }).AddEndpointFilter((context, next) => next(context));
            app.MapMessageGroup("/b").AddEndpointFilter((context, next) => next(context)).MapMessage("c", () => { });
        });

        Assert.Equal(2, problems.Length);
        Assert.All(problems, problem => Assert.EndsWith("use AddMessageFilter.", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_group_of_web_addresses_is_refused()
    {
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => HandlerApp.Build(map: app =>
            app.MapGroup("/admin").RequireAuthorization().MapMessage("/a", () => { })));

        Assert.Contains("MapMessageGroup", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_handler_stops_the_start()
    {
        await using WebApplication app = HandlerApp.Build(map: app => app.MapMessage("/a//b", () => { }));

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());

        Assert.Contains("'/a//b' is not a mapping", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_start_nothing_is_mapped()
    {
        await using WebApplication app = HandlerApp.Build();
        await app.StartAsync();

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => app.MapMessage("/a", () => { }));

        Assert.Equal("MapMessage comes too late: handlers are mapped before the application starts.", refusal.Message);
    }

    [Fact]
    public async Task What_is_mapped_while_the_pipeline_is_built_is_in_time()
    {
        await using WebApplication app = HandlerApp.Build(broker => broker.Services.AddSingleton<Microsoft.AspNetCore.Hosting.IStartupFilter>(new MapsLate()));

        await app.StartAsync();

        Assert.Equal("MapMessage(\"/late\")", app.Services.GetRequiredService<HandlerCatalog>().Table.Find("/late"));
    }

    [Fact]
    public async Task It_does_not_matter_whether_handlers_or_the_doors_of_the_broker_come_first()
    {
        await using WebApplication app = HandlerApp.Build(map: app =>
        {
            app.MapStomp("/ws");
            app.MapMessage("/after", () => { });
        });

        await app.StartAsync();

        Assert.Equal("MapMessage(\"/after\")", app.Services.GetRequiredService<HandlerCatalog>().Table.Find("/after"));
    }

    [Fact]
    public async Task Without_AddStompBroker_it_says_what_was_forgotten()
    {
        await using WebApplication app = StompHost.Empty();

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => app.MapMessage("/a", () => { }));

        Assert.Contains("builder.Services.AddStompBroker() before MapMessage", refusal.Message, StringComparison.Ordinal);
    }

    [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    internal sealed class NoteAttribute(string text) : Attribute
    {
        public string Text { get; } = text;
    }

    internal sealed class Filter : IMessageFilter
    {
        public ValueTask<object?> InvokeAsync(MessageContext context, MessageFilterDelegate next) => next(context);
    }

    internal sealed class OtherFilter : IMessageFilter
    {
        public ValueTask<object?> InvokeAsync(MessageContext context, MessageFilterDelegate next) => next(context);
    }

    private sealed class MapsLate : Microsoft.AspNetCore.Hosting.IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseRouting();
            app.UseEndpoints(endpoints => endpoints.MapMessage("/late", () => { }));
            next(app);
        };
    }
}
