using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.Hosting;

/// <summary>Puts a SockJS endpoint into the routes of an application.</summary>
internal static class SockJsMapping
{
    private const string Everything = "{**sockjs}";

    /// <summary>Maps what lies below <paramref name="pattern"/>.</summary>
    /// <remarks>
    /// A browser asks before it talks across origins, and gives no credentials with the question: these requests must be answered whatever
    /// authorization the endpoint demands, or nobody could ever sign in. They make no session and tell nothing.
    /// </remarks>
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, SockJsEndpoint endpoint)
    {
        RequestDelegate withWebSockets = endpoints.CreateApplicationBuilder().UseWebSockets().Use(_ => endpoint.HandleAsync).Build();
        // No WebSocket begins with a POST, and a poll that waits should hold nothing that it does not need.
        RequestDelegate pipeline = http => HttpMethods.IsPost(http.Request.Method) ? endpoint.HandleAsync(http) : withWebSockets(http);
        string below = $"{pattern.TrimEnd('/')}/{Everything}";
        IEndpointConventionBuilder all = endpoints.Map(below, pipeline).WithDisplayName($"SockJS {pattern}");
        IEndpointConventionBuilder questions = endpoints.MapMethods(below, [HttpMethods.Options], pipeline).WithDisplayName($"SockJS {pattern}, preflight");
        questions.Finally(static builder => builder.Metadata.Add(new AllowAnonymousAttribute()));
        return new Both(all, questions);
    }

    /// <summary>The options of one endpoint, or a sentence that says which one is wrong.</summary>
    public static SockJsOptions Options(Action<SockJsOptions>? configure)
    {
        var options = new SockJsOptions();
        configure?.Invoke(options);
        if (options.HeartBeat < TimeSpan.Zero || options.HeartBeat > TimeSpan.FromHours(1)) throw Wrong("HeartBeat must lie between 0 (off) and one hour.");
        if (options.DisconnectDelay <= TimeSpan.Zero || options.DisconnectDelay > TimeSpan.FromHours(1)) throw Wrong("DisconnectDelay must lie between 0 and one hour.");
        if (options.StreamLimit < 1) throw Wrong("StreamLimit must be 1 at least.");
        if (options.MaxWaitingMessages < 1) throw Wrong("MaxWaitingMessages must be 1 at least.");
        if (options.MaxWaitingBytes < 1) throw Wrong("MaxWaitingBytes must be 1 at least.");
        if (options.MaxRequestSize < 1024) throw Wrong("MaxRequestSize must be 1024 at least.");
        if (options.MaxMessagesPerRequest < 1) throw Wrong("MaxMessagesPerRequest must be 1 at least.");
        if (options.MaxWaitingRequests < 1) throw Wrong("MaxWaitingRequests must be 1 at least.");
        if (options.MaxSessionsPerUser < 0) throw Wrong("MaxSessionsPerUser must not be negative.");
        if (options.MaxSessionsPerAddress < 0) throw Wrong("MaxSessionsPerAddress must not be negative.");
        if (options.ClientLibraryUrl is "") throw Wrong("ClientLibraryUrl is an address, or null for the server's own copy.");
        var problems = new List<string>();
        StompBrokerOptionsValidator.CheckOrigins(options.AllowedOrigins ?? [], problems);
        if (problems.Count > 0) throw Wrong(problems[0]);
        return options;

        static ArgumentException Wrong(string words) => new($"SockJS: {words}", nameof(configure));
    }

    private sealed class Both(IEndpointConventionBuilder all, IEndpointConventionBuilder questions) : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention)
        {
            all.Add(convention);
            questions.Add(convention);
        }

        public void Finally(Action<EndpointBuilder> finallyConvention)
        {
            all.Finally(finallyConvention);
            questions.Finally(finallyConvention);
        }
    }
}
