using Microsoft.Extensions.Options;
using Wava.Web.Accounts;
using Wava.Web.Hosting;
using Wava.Web.Problems;
using Wava.Web.Rooms;

namespace Wava.Web.Media;

/// <summary>Registers what peers need to find ways to each other, and maps where they ask for it.</summary>
internal static partial class MediaServices
{
    public static void AddMedia(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IceOptions>().Bind(configuration.GetSection("Ice")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IceOptions>, IceOptions.Validator>();
        services.AddSingleton<IceServers>();
        services.AddSingleton<IceAllowance>();
    }

    public static void MapMedia(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IConfiguration>().GetSection("Ice:Servers").GetChildren().Any(each => IceOptions.IsRelay(each.Value ?? ""))) LogNoRelay(app.Logger);
        app.MapGet("/api/ice", GetIceServers).WithName("GetIceServers").WithTags("Calls")
            .WithSummary("Says which STUN and TURN servers help a member of a room, with credentials that are good for minutes.")
            .Produces<IceAnswer>().RefusesStrangers();
    }

    private static async Task<IResult> GetIceServers(HttpContext http, string? room, IceAllowance allowance, RoomGate gate, IceServers servers, CancellationToken stop)
    {
        // Asking for rooms that are not one's own counts as well.
        allowance.Take(CurrentUser.Of(http.User).Id);
        Membership who = await gate.DemandAsync(http.User, room ?? "", RoomAction.Call, stop);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Ok(servers.For(who.User, who.Room));
    }

    [LoggerMessage(EventIds.NoRelay, LogLevel.Information, "No relay is configured (Ice:Servers): people in networks that let only web traffic through cannot take part in calls. See docs/turn.md.")]
    private static partial void LogNoRelay(ILogger logger);
}
