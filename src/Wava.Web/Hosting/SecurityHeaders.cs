using Microsoft.Extensions.Primitives;

namespace Wava.Web.Hosting;

/// <summary>Headers that keep a browser from doing with our pages what we did not mean: running foreign code, framing them, guessing types, telling addresses on.</summary>
internal static class SecurityHeaders
{
    /// <summary>Everything from here, no inline script or style. <c>blob:</c> and <c>data:</c> are what people send each other.</summary>
    private const string Policy =
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'";

    private static readonly (string Name, StringValues Value)[] Headers =
    [
        ("Content-Security-Policy", Policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), fullscreen=(self), geolocation=(), payment=(), usb=()"),
    ];

    public static void UseSecurityHeaders(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment()) app.UseHsts();
        app.Use((http, next) =>
        {
            // At the last moment: an answer that has a policy of its own, such as the pages of SockJS, keeps it, and error pages have one too.
            http.Response.OnStarting(
                static state =>
                {
                    IHeaderDictionary headers = ((HttpContext)state).Response.Headers;
                    foreach ((string name, StringValues value) in Headers) headers.TryAdd(name, value);
                    return Task.CompletedTask;
                },
                http);
            return next(http);
        });
    }
}
