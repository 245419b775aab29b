using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Wava.Broker.FunctionalTests.Node;

namespace Wava.Broker.FunctionalTests.Transports.SockJs;

/// <summary>A page in Chromium that talks STOMP by sockjs-client, over each transport in turn; the page is <c>Node/browser.html</c>.</summary>
public sealed class BrowserTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Node");

    [ChromiumFact]
    public Task A_page_of_the_server_itself_talks_stomp_over_every_transport() => TalkAsync(
        isForeign: false,
        "websocket", "xhr-streaming", "eventsource", "iframe-eventsource", "htmlfile", "iframe-htmlfile", "xhr-polling", "iframe-xhr-polling", "jsonp-polling");

    [ChromiumFact]
    public Task So_does_a_page_of_another_site_that_is_allowed() => TalkAsync(
        isForeign: true,
        "websocket", "xhr-streaming", "eventsource", "iframe-eventsource", "iframe-htmlfile", "xhr-polling", "iframe-xhr-polling", "jsonp-polling");

    private static async Task TalkAsync(bool isForeign, params string[] transports)
    {
        await NodeScript.InstallAsync();
        var reports = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        int pagePort = 0;
        await using SockJsHost pages = await SockJsHost.StartAsync(configure: MapPages);
        pagePort = pages.Port;
        // Another name and another port: another origin, and another site.
        await using SockJsHost server = isForeign ? await SockJsHost.StartAsync(broker => broker.AllowedOrigins.Add($"http://127.0.0.1:{pagePort}")) : pages;
        string endpoint = isForeign ? $"http://localhost:{server.Port}/ws" : "/ws";
        await using Chromium browser = Chromium.Open(new Uri($"http://127.0.0.1:{pagePort}/page?endpoint={endpoint}&transports={string.Join(',', transports)}"));

        string report = await reports.Task.WaitAsync(TimeSpan.FromSeconds(150));
        Dictionary<string, string> results = JsonSerializer.Deserialize<Dictionary<string, string>>(report)!;
        Assert.Equal(transports.ToDictionary(each => each, _ => "ok"), results);

        void MapPages(WebApplication app)
        {
            app.MapGet("/page", () => Results.File(Path.Combine(Folder, "browser.html"), "text/html"));
            app.MapGet("/stomp.js", () => Results.File(Path.Combine(Folder, "node_modules/@stomp/stompjs/bundles/stomp.umd.min.js"), "text/javascript"));
            app.MapPost("/report", async (HttpRequest request) =>
            {
                using var reader = new StreamReader(request.Body);
                reports.TrySetResult(await reader.ReadToEndAsync());
            });
        }
    }
}
