using Microsoft.Extensions.Options;
using Wava.Broker.Hosting;

namespace Wava.Web.Rooms;

/// <summary>Registers rooms: who is in them, how one comes in, and who may do what.</summary>
internal static class RoomServices
{
    public static void AddRooms(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RoomOptions>().Bind(configuration.GetSection(RoomOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RoomOptions>, RoomOptionsValidator>();
        services.AddSingleton<RoomMetrics>();
        services.AddSingleton<RoomProbes>();
        services.AddSingleton<RoomPasswords>();
        services.AddSingleton<RoomNews>();
        services.AddSingleton<RoomListeners>();
        services.AddSingleton<IRoomPresence>(provider => provider.GetRequiredService<RoomListeners>());
        services.AddSingleton<RoomAftermath>();
        services.AddSingleton<RoomMemory>();
        services.AddSingleton<RoomGate>();
        services.AddSingleton<RoomQueries>();
        services.AddSingleton<RoomKeeping>();
        services.AddSingleton<WaitingRoom>();
        services.AddSingleton<Entrance>();
        services.AddSingleton<Moderation>();
        services.AddSingleton<Invitations>();
        services.AddHostedService<RoomWatch>();
    }

    /// <summary>Says what clients may send to and listen to. What is not named here is denied: nobody sends to a topic but the application itself.</summary>
    public static StompBrokerBuilder AuthorizeRooms(this StompBrokerBuilder broker) => broker
        .AddEventHandler<RoomSubscriptionCheck>()
        .AuthorizeDestinations(rules =>
        {
            // Handlers look themselves whether their sender may.
            rules.Any("/app/**").RequireAuthenticatedUser();
            rules.Subscribe("/topic/public/{room}").Require(async (access, services, stop) =>
            {
                await services.GetRequiredService<RoomGate>().DemandAsync(access.User, access.Variables["room"], RoomAction.See, stop);
                return true;
            });
            rules.Subscribe("/user/queue/room").RequireAuthenticatedUser();
            rules.Subscribe("/user/queue/signal").RequireAuthenticatedUser();
            rules.Subscribe("/user/queue/errors").RequireAuthenticatedUser();
            rules.Otherwise.Deny();
        });

    public static void MapRooms(this WebApplication app) => RoomEndpoints.Map(app);
}
