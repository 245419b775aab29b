using Wava.Web.Storage;

namespace Wava.Web.Rooms;

/// <summary>Reads a room's state, and takes the turn of changing it.</summary>
internal static class RoomStore
{
    /// <summary>The room as it is stored, or null.</summary>
    public static async Task<RoomState?> LoadAsync(Sql sql, string room)
    {
        // Both questions are always asked: how long the answer takes must not say whether there is such a room.
        RoomRow? row = await sql.FindAsync<RoomRow>(
            "SELECT id, title, access, password_hash, max_participants, waiting_room, locked, version FROM rooms WHERE id = @room", new { room });
        IReadOnlyList<MemberRow> members = await sql.ListAsync<MemberRow>(
            "SELECT m.user_id, m.role, m.joined_at, u.display_name, u.kind FROM members m JOIN users u ON u.id = m.user_id WHERE m.room_id = @room", new { room });
        if (row is null) return null;
        return new RoomState(
            room,
            row.Version,
            row.ToSettings(),
            members.ToDictionary(each => each.UserId, each => new RoomMember(each.ToPlace(room), Times.FromStored(each.JoinedAt)), StringComparer.Ordinal));
    }

    /// <summary>Takes the room's turn within a change: until it is committed, nobody else changes the room. Returns the state to be changed.</summary>
    /// <remarks>Every change of a room, its members and its bans begins here, which makes the version rise and changes come one after another on every engine.</remarks>
    public static async Task<RoomState?> TakeTurnAsync(Sql sql, string room)
    {
        await sql.ExecuteAsync("UPDATE rooms SET version = version + 1 WHERE id = @room", new { room });
        return await LoadAsync(sql, room);
    }

    private sealed class RoomRow : RoomSettingsRow
    {
        public long Version { get; set; }
    }

    private sealed class MemberRow
    {
        public string UserId { get; set; } = "";

        public string Role { get; set; } = "";

        public long JoinedAt { get; set; }

        public string DisplayName { get; set; } = "";

        public string Kind { get; set; } = "";

        public Membership ToPlace(string room) => new(room, UserId, DisplayName, Kind == "guest", Enum.Parse<RoomRole>(Role, ignoreCase: true));
    }
}
