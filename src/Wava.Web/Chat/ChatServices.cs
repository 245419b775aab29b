using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Wava.Web.Problems;
using Wava.Web.Rooms;

namespace Wava.Web.Chat;

/// <summary>Registers the chat: what people write is kept, and told in order.</summary>
internal static class ChatServices
{
    public static void AddChat(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ChatOptions>().Bind(configuration.GetSection("Chat")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ChatOptions>, ChatOptionsValidator>();
        services.AddSingleton<ChatMetrics>();
        services.AddSingleton<ChatPace>();
        services.AddSingleton<ReadMarks>();
        services.AddSingleton<MessageHistory>();
        services.AddSingleton<MessageWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<MessageWriter>());
    }

    public static void MapChat(this WebApplication app) => app.MapGet("/api/rooms/{room}/messages", ReadAsync)
        .WithTags("Chat").WithName("ReadMessages").WithSummary("Reads the history: a page before or after a message, or what has changed since.").RefusesStrangers().RefusesForms();

    /// <summary>A page of the history: before or after a message, or what has changed since.</summary>
    private static async Task<Ok<MessagePage>> ReadAsync(
        string room, ClaimsPrincipal user, RoomGate gate, MessageHistory history, IOptions<ChatOptions> options, CancellationToken stop,
        long? before = null, long? after = null, long? since = null, int? limit = null)
    {
        await gate.DemandAsync(user, room, RoomAction.Read, stop);
        if (limit is < 1 or > ChatOptionsValidator.LongestPage) throw ChatProblems.Invalid("limit", $"A page has 1 to {ChatOptionsValidator.LongestPage} messages.");
        int most = limit ?? options.Value.PageLength;
        return TypedResults.Ok((before, after, since) switch
        {
            (_, null, null) => await history.BeforeAsync(room, before ?? long.MaxValue, most, stop),
            (null, { } from, null) => await history.AfterAsync(room, from, most, stop),
            (null, null, { } from) => await history.SinceAsync(room, from, most, stop),
            _ => throw ChatProblems.Invalid("before", "Give one of before, after and since."),
        });
    }
}
