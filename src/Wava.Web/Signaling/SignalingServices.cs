using Microsoft.Extensions.Options;
using Wava.Broker.Events;
using Wava.Web.Accounts;
using Wava.Web.Problems;
using Wava.Web.Rooms;
using Wava.Web.Signaling.Sockets;

namespace Wava.Web.Signaling;

/// <summary>Registers the calls and opens their doors: handlers of STOMP messages are found by themselves, bare WebSockets and their tickets are mapped here.</summary>
internal static class SignalingServices
{
    public static void AddSignaling(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SignalingOptions>().Bind(configuration.GetSection("Signaling")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SignalingOptions>, SignalingOptions.Validator>();
        services.AddSingleton<SignalingMetrics>();
        services.AddSingleton<Calls>();
        services.AddSingleton<StompLinks>();
        services.AddSingleton<CallObserver>();
        services.AddSingleton<IRoomObserver>(provider => provider.GetRequiredService<CallObserver>());
        services.AddSingleton<IStompEventHandler<SessionDisconnected>>(provider => provider.GetRequiredService<CallObserver>());
        services.AddSingleton<TokenReader>();
        services.AddSingleton<Tickets>();
        services.AddSingleton<PageOrigins>();
        services.AddSingleton<SocketServices>();
        services.AddSingleton<SignalEndpoint>();
        services.AddSingleton<ISignInObserver>(provider => provider.GetRequiredService<SignalEndpoint>());
    }

    public static void MapSignaling(this WebApplication app)
    {
        SignalEndpoint endpoint = app.Services.GetRequiredService<SignalEndpoint>();
        RequestDelegate pipeline = ((IEndpointRouteBuilder)app).CreateApplicationBuilder().UseWebSockets().Use(_ => endpoint.HandleAsync).Build();
        app.Map("/signal/{room}", pipeline).WithDisplayName("Bare WebSocket /signal/{room}").AllowAnonymous();
        app.MapPost("/api/tickets", IssueTicket).WithName("IssueTicket").WithTags("Calls")
            .WithSummary("Gives a ticket that signs one WebSocket at /signal/{room} in, once and within 30 seconds.")
            .Produces<TicketAnswer>(StatusCodes.Status201Created).RefusesUnknown();
    }

    private static IResult IssueTicket(HttpContext http, Tickets tickets)
    {
        Ticket ticket = tickets.Issue(TokenReader.Of(http));
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new TicketAnswer(ticket.Id, ticket.ExpiresAt.UtcDateTime), statusCode: StatusCodes.Status201Created);
    }
}
