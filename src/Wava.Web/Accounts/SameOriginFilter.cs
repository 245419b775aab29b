using Microsoft.Extensions.Options;
using Wava.Broker.Hosting;
using Wava.Web.Problems;

namespace Wava.Web.Accounts;

/// <summary>Turns away requests that another site's page has caused: the cookie would come along with some of them, whatever <c>SameSite</c> says to old browsers.</summary>
internal sealed class SameOriginFilter(IOptions<StompBrokerOptions> stomp) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpRequest request = context.HttpContext.Request;
        string origin = request.Headers.Origin.ToString();
        bool isForeign = origin.Length > 0
            ? !string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase) && !stomp.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            : request.Headers["Sec-Fetch-Site"].ToString() == "cross-site";
        return isForeign
            ? throw new ProblemException(ProblemCode.ForeignOrigin, StatusCodes.Status403Forbidden, "This request comes from a page of another site.")
            : next(context);
    }
}
