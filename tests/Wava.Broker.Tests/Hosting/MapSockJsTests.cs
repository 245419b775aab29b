using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.Tests.Hosting;

public sealed class MapSockJsTests
{
    [Fact]
    public async Task Without_its_services_it_says_what_was_forgotten()
    {
        await using WebApplication app = StompHost.Empty();

        Assert.Contains("AddSockJs()", Assert.Throws<InvalidOperationException>(() => app.MapSockJs("/echo", _ => Task.CompletedTask)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_needs_no_broker()
    {
        await using WebApplication app = StompHost.Empty(services => services.AddSockJs());
        app.MapSockJs("/echo", _ => Task.CompletedTask);

        Assert.Equal(2, Endpoints(app).Count);
    }

    public static TheoryData<string, Action<SockJsOptions>> Wrong => new()
    {
        { "HeartBeat", options => options.HeartBeat = TimeSpan.FromSeconds(-1) },
        { "DisconnectDelay", options => options.DisconnectDelay = TimeSpan.Zero },
        { "StreamLimit", options => options.StreamLimit = 0 },
        { "MaxWaitingMessages", options => options.MaxWaitingMessages = 0 },
        { "MaxWaitingBytes", options => options.MaxWaitingBytes = 0 },
        { "MaxRequestSize", options => options.MaxRequestSize = 10 },
        { "MaxMessagesPerRequest", options => options.MaxMessagesPerRequest = 0 },
        { "MaxWaitingRequests", options => options.MaxWaitingRequests = 0 },
        { "MaxSessionsPerUser", options => options.MaxSessionsPerUser = -1 },
        { "MaxSessionsPerAddress", options => options.MaxSessionsPerAddress = -1 },
        { "ClientLibraryUrl", options => options.ClientLibraryUrl = "" },
        { "AllowedOrigins", options => options.AllowedOrigins = ["example.com"] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_option_is_named_at_start(string name, Action<SockJsOptions> configure)
    {
        await using WebApplication app = StompHost.Build();

        Assert.Contains(name, Assert.Throws<ArgumentException>(() => app.MapStomp("/ws").WithSockJs(configure)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_said_of_an_endpoint_holds_for_its_fallbacks_whenever_it_is_said()
    {
        await using WebApplication app = StompHost.Build();
        app.MapStomp("/ws").WithMetadata("before").WithSockJs().WithMetadata("after");

        Assert.Equal(3, Endpoints(app).Count);
        Assert.All(Endpoints(app), each => Assert.Equal(["before", "after"], each.Metadata.OfType<string>()));
    }

    [Fact]
    public async Task Browsers_that_ask_beforehand_are_answered_whatever_authorization_is_demanded()
    {
        await using WebApplication app = StompHost.Build();
        app.MapStomp("/ws").RequireAuthorization().WithSockJs();

        IReadOnlyList<Endpoint> endpoints = Endpoints(app);
        Endpoint question = Assert.Single(endpoints, each => each.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: ["OPTIONS"] });
        Assert.NotNull(question.Metadata.GetMetadata<IAllowAnonymous>());
        Assert.All(endpoints.Where(each => each != question), each =>
        {
            Assert.NotNull(each.Metadata.GetMetadata<IAuthorizeData>());
            Assert.Null(each.Metadata.GetMetadata<IAllowAnonymous>());
        });
    }

    [Fact]
    public async Task Fallbacks_are_asked_for_once()
    {
        await using WebApplication app = StompHost.Build();

        Assert.Throws<InvalidOperationException>(() => app.MapStomp("/ws").WithSockJs().WithSockJs());
    }

    private static IReadOnlyList<Endpoint> Endpoints(IEndpointRouteBuilder app) => [.. app.DataSources.SelectMany(each => each.Endpoints)];
}
