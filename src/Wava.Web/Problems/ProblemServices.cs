using Wava.Broker.Handlers;

namespace Wava.Web.Problems;

/// <summary>Answers as problem details whatever goes wrong over HTTP: what is thrown, and what routing and binding refuse. Over STOMP the broker reports it; the codes are the same.</summary>
internal static class ProblemServices
{
    public static void AddProblems(this IServiceCollection services)
    {
        // Before the framework's own, which writes nothing for clients that ask for HTML.
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemHandler>();
        // Whether a developer looks or not, a body that cannot be read comes to the handler.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<InvalidMessages>();
        services.AddSingleton<IMessageFilterMetadata>(new MessageFilterAttribute<InvalidMessages>());
    }
}
