using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Wava.Web.Problems;
using Wava.Web.Storage;

namespace Wava.Web.Accounts;

internal sealed partial class SignIns
{
    /// <summary>Signs in somebody without an account, for the one room that an invitation is for. Its use is counted when the guest joins.</summary>
    /// <exception cref="ProblemException">There is no such invitation, whatever the reason; or there were too many tries.</exception>
    public Task<SignedIn> SignInByInvitationAsync(string name, string invitation, string address, CancellationToken stop)
    {
        string hash = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(invitation)));
        return SignInGuestAsync(
            name,
            sql => sql.FindAsync<string>(
                "SELECT room_id FROM invitations WHERE hash = @hash AND expires_at > @now AND (uses_left IS NULL OR uses_left > 0)",
                new { hash, now = time.GetUtcNow().ToUnixTimeMilliseconds() }),
            address,
            stop);
    }

    /// <summary>Signs in somebody without an account, for a room that is open to all who know it.</summary>
    /// <exception cref="ProblemException">There is no such room, or it is not open; or there were too many tries.</exception>
    public Task<SignedIn> SignInToOpenRoomAsync(string name, string room, string address, CancellationToken stop) => SignInGuestAsync(
        name,
        sql => accounts.Value.GuestsInOpenRooms && Ids.IsWellFormed(room)
            ? sql.FindAsync<string>("SELECT id FROM rooms WHERE id = @room AND access = 'open'", new { room })
            : Task.FromResult<string?>(null),
        address,
        stop);

    private async Task<SignedIn> SignInGuestAsync(string name, Func<Sql, Task<string?>> findRoom, string address, CancellationToken stop)
    {
        limits.BeginGuest(address);
        // Looked up first and again while it is written: who comes for nothing shall not make the writers wait.
        if (await database.ReadAsync(findRoom, stop) is not { } room) throw NoSuchInvitation();
        limits.BeginGuestOf(room);
        var user = new User { Id = Ids.New(), Kind = "guest", Name = name, Room = room };
        RefreshToken? token = await database.WriteAsync<RefreshToken?>(
            async sql =>
            {
                if (await findRoom(sql) != room) return null;
                await Users.AddAsync(sql, user, null, null, time.GetUtcNow());
                return (await refresh.BeginAsync(sql, user.Id)).Token;
            },
            stop);
        if (token is null) throw NoSuchInvitation();
        metrics.SignIn("guest", "ok");
        return Answer(user, token);
    }

    private ProblemException NoSuchInvitation()
    {
        metrics.SignIn("guest", "refused");
        return new ProblemException(
            ProblemCode.NoSuchInvitation, StatusCodes.Status404NotFound, "There is no such invitation, or it is not good any more.", "Ask whoever gave you the link for another one.");
    }
}
