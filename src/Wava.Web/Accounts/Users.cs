using Wava.Web.Storage;

namespace Wava.Web.Accounts;

/// <summary>The users, as they are stored.</summary>
internal static class Users
{
    private const string Columns = "id, kind, user_name, display_name, password_hash, room_id";

    /// <summary>Stores a user.</summary>
    /// <returns>False when the user name is taken.</returns>
    public static async Task<bool> AddAsync(Sql sql, User user, string? nameKey, string? passwordHash, DateTimeOffset now) => await sql.ExecuteAsync(
        """
        INSERT INTO users (id, kind, user_name, name_key, display_name, password_hash, room_id, created_at)
        VALUES (@Id, @Kind, @UserName, @nameKey, @Name, @passwordHash, @Room, @at) ON CONFLICT (name_key) DO NOTHING
        """,
        new { user.Id, user.Kind, user.UserName, nameKey, user.Name, passwordHash, user.Room, at = now.ToUnixTimeMilliseconds() }) == 1;

    /// <summary>The user of an id, with the hash of the password, or null.</summary>
    public static async Task<(User User, string? PasswordHash)?> FindAsync(Sql sql, string id) =>
        Of(await sql.FindAsync<Row>($"SELECT {Columns} FROM users WHERE id = @id", new { id }));

    /// <summary>The account of a user name, with the hash of its password, or null.</summary>
    public static async Task<(User User, string? PasswordHash)?> FindByNameAsync(Sql sql, string nameKey) =>
        Of(await sql.FindAsync<Row>($"SELECT {Columns} FROM users WHERE name_key = @nameKey", new { nameKey }));

    public static Task<int> RenameAsync(Sql sql, string id, string name) => sql.ExecuteAsync("UPDATE users SET display_name = @name WHERE id = @id", new { id, name });

    /// <summary>Stores another hash.</summary>
    /// <returns>False when the one that was there is not the one expected: somebody else was quicker.</returns>
    public static async Task<bool> SetPasswordAsync(Sql sql, string id, string expected, string hash) =>
        await sql.ExecuteAsync("UPDATE users SET password_hash = @hash WHERE id = @id AND password_hash = @expected", new { id, expected, hash }) == 1;

    private static (User, string?)? Of(Row? row) => row is null
        ? null
        : (new User { Id = row.Id, Kind = row.Kind, Name = row.DisplayName, UserName = row.UserName, Room = row.RoomId }, row.PasswordHash);

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Kind { get; set; } = "";

        public string? UserName { get; set; }

        public string DisplayName { get; set; } = "";

        public string? PasswordHash { get; set; }

        public string? RoomId { get; set; }
    }
}
