using Microsoft.Extensions.Primitives;

namespace Wava.Web.Accounts;

/// <summary>Takes the token out of a header <c>Authorization</c>.</summary>
internal static class BearerToken
{
    /// <returns>Null when the header says something else, or says it twice.</returns>
    public static string? Of(StringValues header)
    {
        const string Scheme = "Bearer ";
        if (header.Count != 1 || header[0] is not { } value || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        string token = value[Scheme.Length..].Trim(' ');
        return token.Length == 0 ? null : token;
    }
}
