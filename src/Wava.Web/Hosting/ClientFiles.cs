using Microsoft.AspNetCore.Http.HttpResults;
using Wava.Web.Problems;

namespace Wava.Web.Hosting;

/// <summary>Serves the browser client: its one page under every address that is not the server's own, its files for ever.</summary>
internal static class ClientFiles
{
    /// <summary>What the server itself answers; the page is not shown there.</summary>
    private static readonly string[] Own = ["/api", "/ws", "/signal", "/health", "/openapi", "/assets"];

    public static void MapClient(this WebApplication app)
    {
        // The names of built files hold a hash of what is in them: whoever has one never has to ask for it again.
        app.Use((http, next) =>
        {
            if (http.Request.Path.StartsWithSegments("/assets")) http.Response.OnStarting(KeepForEver, http);
            return next(http);
        });
        app.MapStaticAssets();
        app.MapFallback("{*path}", ShowPage).Add(endpoint => endpoint.DisplayName = "Client");
    }

    private static Task KeepForEver(object state)
    {
        HttpResponse response = ((HttpContext)state).Response;
        if (response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status206PartialContent or StatusCodes.Status304NotModified)
            response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Task.CompletedTask;
    }

    private static Results<PhysicalFileHttpResult, ContentHttpResult> ShowPage(HttpContext http, IWebHostEnvironment environment)
    {
        PathString path = http.Request.Path;
        bool isPage = (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            && !Own.Any(each => path.StartsWithSegments(each)) && !Path.HasExtension(path);
        if (!isPage) throw new ProblemException(ProblemCode.NotFound, StatusCodes.Status404NotFound, "There is nothing at this address.");
        http.Response.Headers.CacheControl = "no-cache";
        Microsoft.Extensions.FileProviders.IFileInfo page = environment.WebRootFileProvider.GetFileInfo("index.html");
        return page is { Exists: true, PhysicalPath: { } file }
            ? TypedResults.PhysicalFile(file, "text/html; charset=utf-8")
            : TypedResults.Text("The server runs. Its browser client was not built (-p:BuildClient=false).", "text/plain");
    }
}
