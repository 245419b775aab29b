using Wava.Web.Accounts;
using Wava.Web.Rooms.Contract;
using Wava.Web.Storage;

namespace Wava.Web.Rooms;

/// <summary>A room from outside, as it is for one person with one invitation: whether they may come in, and by what.</summary>
internal sealed class Door
{
    public string Id { get; set; } = "";

    public string Title { get; set; } = "";

    public string Access { get; set; } = "";

    public string? PasswordHash { get; set; }

    public int WaitingRoom { get; set; }

    public int Locked { get; set; }

    public long Member { get; set; }

    public long Ban { get; set; }

    public long Knock { get; set; }

    /// <summary>How many good invitations to this room the shown token is: one or none.</summary>
    public long Invitation { get; set; }

    public bool IsMember => Member > 0;

    /// <summary>Whether they have been at the door before, with all that it takes, and have neither been let in nor turned away.</summary>
    public bool HasKnocked => Knock > 0;

    public bool IsByInvitation => Access == "invitation";

    /// <summary>Whether the invitation is what lets them come, and so is used up by it.</summary>
    public bool NeedsInvitation => IsByInvitation && !HasKnocked;

    /// <summary>Looks at a room. One question whatever is there, so that its time says nothing.</summary>
    public static Task<Door?> LookAsync(Sql sql, string room, string user, string? invitation, long now) => sql.FindAsync<Door>(
        """
        SELECT r.id, r.title, r.access, r.password_hash, r.waiting_room, r.locked,
          (SELECT COUNT(*) FROM members m WHERE m.room_id = r.id AND m.user_id = @user) AS member,
          (SELECT COUNT(*) FROM bans b WHERE b.room_id = r.id AND b.user_id = @user) AS ban,
          (SELECT COUNT(*) FROM knocks k WHERE k.room_id = r.id AND k.user_id = @user) AS knock,
          (SELECT COUNT(*) FROM invitations i WHERE i.room_id = r.id AND i.hash = @invitation AND i.expires_at > @now AND (i.uses_left IS NULL OR i.uses_left > 0)) AS invitation
        FROM rooms r WHERE r.id = @room
        """,
        new { room, user, invitation = invitation ?? "", now });

    /// <summary>Looks at a room without an invitation.</summary>
    public static Task<Door?> LookAsync(Database database, string room, string user, string? invitation, CancellationToken stop) =>
        database.ReadAsync(sql => LookAsync(sql, room, user, invitation, 0), stop);

    /// <summary>Whether there is such a room for somebody. If not, it is as if there were none.</summary>
    public bool IsOpenTo(CurrentUser? who)
    {
        if (Ban > 0 || (who?.Room is { } only && only != Id)) return false;
        return IsMember || HasKnocked || !IsByInvitation || Invitation > 0;
    }

    public RoomPreview ToPreview() => new(Id, Title, PasswordHash is not null, WaitingRoom != 0, Locked != 0);
}
