using Microsoft.Extensions.Options;

namespace Wava.Web.Accounts;

/// <summary>The cookie with the refresh token: no script can read it, no other site can send it, and it goes nowhere but to <c>/api/session</c>.</summary>
internal sealed class RefreshCookie(IOptions<AccountOptions> accounts, IOptions<TokenOptions> tokens)
{
    private const string Name = "wava_refresh";

    public static string? Read(HttpContext http) => http.Request.Cookies[Name];

    public void Set(HttpContext http, RefreshToken token)
    {
        CookieOptions options = Options(http);
        options.MaxAge = tokens.Value.IdleLifetime;
        http.Response.Cookies.Append(Name, token.Text, options);
        // What comes with a cookie like this is for nobody else.
        http.Response.Headers.CacheControl = "no-store";
    }

    public void Remove(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http));

    private CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = accounts.Value.SecureCookie || http.Request.IsHttps,
        Path = $"{http.Request.PathBase}/api/session",
        IsEssential = true,
    };
}
