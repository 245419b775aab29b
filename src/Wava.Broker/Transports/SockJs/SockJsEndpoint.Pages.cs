using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Wava.Broker.Transports.SockJs;

internal sealed partial class SockJsEndpoint
{
    private const string NeverCached = "no-store, no-cache, no-transform, must-revalidate, max-age=0";
    private const string LongCached = "public, max-age=31536000";
    private const string OneYear = "31536000";

    private Task AnswerInfo(HttpContext http)
    {
        http.Response.Headers.CacheControl = NeverCached;
        AllowOrigin(http);
        Span<byte> entropy = stackalloc byte[4];
        RandomNumberGenerator.Fill(entropy);
        string info = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"websocket":{{Word(_options.WebSocketEnabled)}},"origins":["*:*"],"cookie_needed":{{Word(_options.CookieNeeded)}},"entropy":{{BitConverter.ToUInt32(entropy)}}}""");
        return AnswerAsync(http, StatusCodes.Status200OK, info, "application/json; charset=UTF-8");

        static string Word(bool value) => value ? "true" : "false";
    }

    private Task AnswerIframe(HttpContext http)
    {
        // Whoever may frame this page talks with the server's own origin: the same pages as may connect.
        if (_frameAncestors is not null) http.Response.Headers.ContentSecurityPolicy = _frameAncestors;
        return AnswerCachedAsync(http, _iframe.Octets, _iframe.ETag, "text/html; charset=UTF-8");
    }

    private Task AnswerLibrary(HttpContext http)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return AnswerCachedAsync(http, ClientLibrary.Octets, ClientLibrary.ETag, "text/javascript; charset=UTF-8");
    }

    private Task AnswerCachedAsync(HttpContext http, byte[] octets, string tag, string type)
    {
        http.Response.Headers.CacheControl = LongCached;
        http.Response.Headers.Expires = NextYear();
        http.Response.Headers.ETag = tag;
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        http.Response.ContentType = type;
        http.Response.ContentLength = octets.Length;
        return http.Response.Body.WriteAsync(octets, 0, octets.Length);
    }

    /// <summary>Answers a browser that asks beforehand. Makes no session.</summary>
    private Task AnswerPreflight(HttpContext http, string methods)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.CacheControl = LongCached;
        headers.Expires = NextYear();
        AllowOrigin(http);
        if (_options.Cors)
        {
            headers.AccessControlAllowMethods = methods;
            headers.AccessControlMaxAge = OneYear;
            if (http.Request.Headers.AccessControlRequestHeaders is { Count: > 0 } asked)
            {
                headers.AccessControlAllowHeaders = asked;
                headers.Append(HeaderNames.Vary, HeaderNames.AccessControlRequestHeaders);
            }
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Lets the page read the answer: its own origin is named, never a star together with credentials.</summary>
    private void AllowOrigin(HttpContext http)
    {
        if (!_options.Cors) return;
        IHeaderDictionary headers = http.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (http.Request.Headers.Origin is { Count: 1 } origin)
        {
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowCredentials = "true";
        }
        else
        {
            headers.AccessControlAllowOrigin = "*";
        }
    }

    /// <summary>What the answers of all transports have in common.</summary>
    private void PrepareTransport(HttpContext http)
    {
        http.Response.Headers.CacheControl = NeverCached;
        AllowOrigin(http);
        if (_options.SetJSessionId) http.Response.Headers.SetCookie = $"JSESSIONID={JSessionId(http.Request)}; path=/";
    }

    /// <summary>The cookie as it came; a stand-in when there was none, or one that is not made of what session ids are made of.</summary>
    private static string JSessionId(HttpRequest request)
    {
        if (!request.Cookies.TryGetValue("JSESSIONID", out string? value) || value.Length is 0 or > 256) return "dummy";
        foreach (char each in value)
        {
            if (!char.IsAsciiLetterOrDigit(each) && each is not ('-' or '_' or '.' or '!' or '~' or ':')) return "dummy";
        }

        return value;
    }

    private string NextYear() => _services.Time.GetUtcNow().AddYears(1).ToString("R", CultureInfo.InvariantCulture);
}
