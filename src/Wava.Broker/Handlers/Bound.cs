using System.Security.Claims;
using System.Text;

namespace Wava.Broker.Handlers;

/// <summary>What parameters are filled with that one property of the context does not give.</summary>
internal static class Bound
{
    /// <summary>Who sent the message, or a principal that stands for nobody; a new one each time, since principals can be changed.</summary>
    public static ClaimsPrincipal UserOrNobody(MessageContext context) => context.User ?? new ClaimsPrincipal(new ClaimsIdentity());

    /// <summary>All headers; of repeated ones the first counts.</summary>
    public static Dictionary<string, string> Headers(MessageContext context)
    {
        Dictionary<string, string> headers = new(StringComparer.Ordinal);
        foreach (var header in context.Message.Headers)
            headers.TryAdd(Encoding.UTF8.GetString(header.Name), Encoding.UTF8.GetString(header.Value));
        return headers;
    }

    public static T SessionState<T>(MessageContext context)
        where T : class => (T)context.Session.Services.GetService(typeof(T))!;
}
