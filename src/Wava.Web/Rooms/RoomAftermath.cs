using Wava.Web.Hosting;
using Wava.Web.Rooms.Contract;
using Wava.Web.Storage;

namespace Wava.Web.Rooms;

/// <summary>Does what follows when a room has changed: who is gone loses what they had there, and everybody hears of it.</summary>
internal sealed partial class RoomAftermath(
    RoomListeners listeners, RoomNews news, Database database, IServiceProvider services, ILogger<RoomAftermath> logger)
{
    /// <summary>Follows one change. Never fails: what goes wrong in one step is logged, and the others are done.</summary>
    /// <param name="before">The room as it was.</param>
    /// <param name="now">The room as it is; null when it is no more.</param>
    /// <param name="because">Who has left and why; null when another process did it, or when nobody has.</param>
    public async Task FollowAsync(RoomState before, RoomState? now, Departure? because)
    {
        if (now is null)
        {
            await EndRoomAsync(before);
            return;
        }

        foreach (RoomMember member in before.Members.Values)
        {
            if (!now.Members.ContainsKey(member.Place.User)) await EndMemberAsync(before.Id, member.Place.User, because);
        }

        foreach (RoomMember member in now.Members.Values)
        {
            if (!before.Members.TryGetValue(member.Place.User, out RoomMember? known) || known != member)
                await TryAsync(() => news.TellAsync(now.Id, new { Type = "member", Member = MemberNews.Of(member) }));
        }

        if (before.Settings != now.Settings) await TryAsync(() => news.TellAsync(now.Id, new { Type = "room", Room = now.Settings }));
    }

    private async Task EndMemberAsync(string room, string user, Departure? because)
    {
        string reason = because?.User == user ? because.Reason : await FindReasonAsync(room, user);
        await TryAsync(() => listeners.RevokeAsync(room, user));
        foreach (IRoomObserver observer in services.GetServices<IRoomObserver>()) await TryAsync(() => observer.MemberGoneAsync(room, user, reason));
        await TryAsync(() => news.TellUserAsync(user, new { Type = reason, Room = room }));
        await TryAsync(() => news.TellAsync(room, new { Type = "member-left", User = user, Reason = reason }));
    }

    private async Task EndRoomAsync(RoomState room)
    {
        foreach (IRoomObserver observer in services.GetServices<IRoomObserver>()) await TryAsync(() => observer.RoomGoneAsync(room.Id));
        await TryAsync(() => news.TellAsync(room.Id, new { Type = "deleted" }));
        await TryAsync(() => listeners.RevokeAllAsync(room.Id));
        foreach (string user in room.Members.Keys) await TryAsync(() => news.TellUserAsync(user, new { Type = "deleted", Room = room.Id }));
    }

    /// <summary>Another process has removed them. It is known whether they are banned; that they were kicked is not, and need not be told twice.</summary>
    private async Task<string> FindReasonAsync(string room, string user)
    {
        string reason = Departure.Left;
        await TryAsync(async () =>
        {
            long bans = await database.ReadAsync(
                sql => sql.FindAsync<long>("SELECT COUNT(*) FROM bans WHERE room_id = @room AND user_id = @user", new { room, user }));
            if (bans > 0) reason = Departure.Banned;
        });
        return reason;
    }

    private async Task TryAsync(Func<ValueTask> step)
    {
        try
        {
            await step();
        }
        catch (Exception e)
        {
            LogFailed(logger, e);
        }
    }

    [LoggerMessage(EventIds.RoomAftermathFailed, LogLevel.Error, "A room has changed, but not everything could be done that follows from it.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
