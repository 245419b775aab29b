using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Wava.Web.Accounts;
using Wava.Web.Rooms;

namespace Wava.Web.Hosting;

/// <summary>What is around the features: the broker, security headers, proxies, health, the description of the API, the client's files.</summary>
internal static class WebHosting
{
    public static void AddWeb(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<WebOptions>().Bind(builder.Configuration.GetSection("Web")).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<WebOptions>, WebOptions.Validator>();
        builder.Services.AddProxies();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.Converters.Add(Words()));
        builder.Services.AddStompBroker(options =>
            {
                options.SoftRefusals = true;
                builder.Configuration.GetSection("Stomp").Bind(options);
            })
            .UseApplicationPrefixes("/app")
            .UseMemoryBroker("/topic", "/queue")
            .ConfigureJson(options => options.Converters.Add(Words()))
            .AddHandlers(typeof(WebHosting).Assembly)
            .UseAuthenticator<StompSignIn>()
            .AuthorizeRooms();
        builder.Services.AddApiDescription();
        builder.Services.AddHealthChecks().AddStompBroker();
        // Compressed files of a build that is not published lie elsewhere, also when it is not run as Development.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Nothing larger is ever asked for: whatever people send each other goes from browser to browser.
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
        });
    }

    public static void UseWeb(this WebApplication app)
    {
        app.UseProxies();
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapOpenApi();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
        app.MapStomp("/ws").WithSockJs();
    }

    /// <summary>Choices are written as words: <c>"invitation"</c>, not 1.</summary>
    private static JsonStringEnumConverter Words() => new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
}
