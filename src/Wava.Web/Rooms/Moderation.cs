using System.Security.Claims;
using Wava.Web.Accounts;
using Wava.Web.Rooms.Contract;

namespace Wava.Web.Rooms;

/// <summary>What some members may do to others who are less than they are.</summary>
internal sealed partial class Moderation(RoomMemory memory, RoomGate gate, RoomNews news, Storage.Database database, WaitingRoom waitingRoom, TimeProvider time)
{
    /// <summary>Makes somebody something else, or hands the room over.</summary>
    public async Task AppointAsync(ClaimsPrincipal user, string room, string other, RoleBody? body, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        await gate.DemandAsync(user, room, RoomAction.Appoint, stop);
        RoomRole role = body?.Role switch
        {
            "owner" => RoomRole.Owner,
            "moderator" => RoomRole.Moderator,
            "member" => RoomRole.Member,
            _ => throw RoomProblems.Invalid("role", "A role is owner, moderator or member."),
        };
        await memory.ChangeAsync(
            room,
            null,
            async (sql, before) =>
            {
                RoomGate.Demand(before, who, RoomAction.Appoint);
                Membership place = before!.Find(other) ?? throw RoomGate.NoSuchMember();
                if (place.Role == role) return 0;
                if (place.Role == RoomRole.Owner) throw RoomProblems.HandOverFirst();
                if (place.IsGuest) throw RoomProblems.Invalid("role", "A guest stays a guest.");
                // The old owner first: there are never two.
                if (role == RoomRole.Owner) await SetAsync(who.Id, RoomRole.Moderator);
                return await SetAsync(other, role);

                Task<int> SetAsync(string member, RoomRole to) => sql.ExecuteAsync(
                    "UPDATE members SET role = @role WHERE room_id = @room AND user_id = @member", new { room, member, role = Stored(to) });
            },
            stop);
    }

    /// <summary>Removes somebody. They may come again, if the room is open to them.</summary>
    public async Task KickAsync(ClaimsPrincipal user, string room, string other, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        await gate.DemandOverAsync(user, room, RoomAction.Kick, other, stop);
        await memory.ChangeAsync(
            room,
            new Departure(other, Departure.Kicked),
            (sql, before) =>
            {
                RoomGate.DemandOver(before!, RoomGate.Demand(before, who, RoomAction.Kick), other);
                return sql.ExecuteAsync("DELETE FROM members WHERE room_id = @room AND user_id = @other", new { room, other });
            },
            stop);
    }

    /// <summary>Mutes somebody, or asks them to unmute. It is their own browser that does it, or does not.</summary>
    public async Task MuteAsync(ClaimsPrincipal user, string room, string other, MuteBody? body, CancellationToken stop)
    {
        (Membership own, _) = await gate.DemandOverAsync(user, room, RoomAction.Mute, other, stop);
        bool muted = body?.Muted ?? throw RoomProblems.Invalid("muted", "Say true to mute, false to ask to unmute.");
        await news.TellUserAsync(other, new { Type = "mute", Room = room, Muted = muted, By = new { Id = own.User, own.Name } });
    }

    private static string Stored(RoomRole role) => role switch
    {
        RoomRole.Owner => "owner",
        RoomRole.Moderator => "moderator",
        _ => "member",
    };
}
