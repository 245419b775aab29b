using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;

namespace Wava.Broker.FunctionalTests.Hosts;

/// <summary>An application of a few lines, inside the test and without sockets.</summary>
internal static class InMemoryApp
{
    /// <summary>Builds and starts it.</summary>
    /// <param name="services">Adds the services, the broker among them.</param>
    /// <param name="map">Maps the endpoints.</param>
    public static async Task<WebApplication> StartAsync(Action<WebApplicationBuilder> services, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        services(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return app;
    }
}
