using System.Security.Claims;
using Microsoft.Extensions.Options;
using Wava.Web.Accounts;
using Wava.Web.Problems;
using Wava.Web.Storage;

namespace Wava.Web.Rooms;

/// <summary>The one place where rights in rooms are checked: whatever is done in a room passes here first.</summary>
internal sealed class RoomGate(RoomMemory memory, RoomProbes probes, IOptions<RoomOptions> options)
{
    /// <summary>The caller's place in the room, if the action is the caller's to take.</summary>
    /// <exception cref="ProblemException">
    /// Nobody is signed in; or there is no such room for the caller, which is said in the same words whatever the reason; or a member lacks the right;
    /// or the caller has asked for too many rooms that are not there.
    /// </exception>
    public async ValueTask<Membership> DemandAsync(ClaimsPrincipal? user, string room, RoomAction action, CancellationToken stop = default)
    {
        CurrentUser who = CurrentUser.Of(user);
        if (Ids.IsWellFormed(room) && memory.Peek(room) is { } known && known.Find(who.Id) is not null) return Demand(known, who, action);
        probes.Take(who.Id);
        RoomState? state = Ids.IsWellFormed(room) ? await GetAsync(room, who.Id, stop) : null;
        // Whoever is a member asks for nothing that is not there.
        if (state?.Find(who.Id) is not null) probes.GiveBack(who.Id);
        return Demand(state, who, action);
    }

    /// <summary>The same for what is done to another member, who must be less than the caller.</summary>
    /// <returns>The caller's place and the other's.</returns>
    public async ValueTask<(Membership Own, Membership Other)> DemandOverAsync(ClaimsPrincipal? user, string room, RoomAction action, string other, CancellationToken stop = default)
    {
        Membership own = await DemandAsync(user, room, action, stop);
        RoomState? state = await GetAsync(room, other, stop);
        return (own, DemandOver(state ?? throw NoSuchRoom(), own, other));
    }

    /// <summary>Somebody's place in a room, or null. Answered from memory as a rule: asked for every message.</summary>
    public async ValueTask<Membership?> FindAsync(string user, string room, CancellationToken stop = default)
    {
        if (!Ids.IsWellFormed(room)) return null;
        if (memory.Peek(room)?.Find(user) is { } place) return place;
        return (await GetAsync(room, user, stop))?.Find(user);
    }

    /// <summary>The room with all that are in it, as the gate sees it, or null.</summary>
    public async ValueTask<RoomState?> LookAsync(string room, CancellationToken stop = default) =>
        Ids.IsWellFormed(room) ? await memory.GetAsync(room, options.Value.RefreshAfter, stop) : null;

    /// <summary>The check itself, on a state that is at hand: within a change it is made on the state that is changed.</summary>
    public static Membership Demand(RoomState? room, CurrentUser who, RoomAction action)
    {
        Membership place = room?.Find(who.Id) ?? throw NoSuchRoom();
        if (who.Room is { } only && only != place.Room) throw NoSuchRoom();
        if (!RoomRights.Allows(place.Role, action)) throw NotAllowed();
        return place;
    }

    /// <summary>The check once more, for what had to wait: the place that somebody has by now.</summary>
    public static Membership Demand(RoomState? room, Membership who, RoomAction action)
    {
        Membership place = room?.Find(who.User) ?? throw NoSuchRoom();
        return RoomRights.Allows(place.Role, action) ? place : throw NotAllowed();
    }

    /// <summary>The check for what is done to another member.</summary>
    public static Membership DemandOver(RoomState room, Membership own, string other)
    {
        Membership place = room.Find(other) ?? throw NoSuchMember();
        if (!RoomRights.AllowsOver(own.Role, place.Role)) throw NotAllowed();
        return place;
    }

    public static ProblemException NoSuchRoom() =>
        new(ProblemCode.NoSuchRoom, StatusCodes.Status404NotFound, "There is no such room, or it is not open to you.", "Ask whoever gave you the link for an invitation.");

    public static ProblemException NotAllowed() =>
        new(ProblemCode.NotAllowed, StatusCodes.Status403Forbidden, "Your role in this room does not allow that.", "Ask the owner or a moderator.");

    public static ProblemException NoSuchMember() =>
        new(ProblemCode.NoSuchMember, StatusCodes.Status404NotFound, "There is no such person in this room.", "They may just have left.");

    /// <summary>The room as memory knows it if the user is in it there; that somebody is no member is never answered from memory.</summary>
    private async ValueTask<RoomState?> GetAsync(string room, string user, CancellationToken stop)
    {
        RoomState? state = memory.Peek(room);
        return state?.Find(user) is not null ? state : await memory.GetAsync(room, TimeSpan.Zero, stop);
    }
}
