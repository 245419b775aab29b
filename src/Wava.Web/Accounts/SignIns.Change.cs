using Microsoft.AspNetCore.Identity;
using Wava.Web.Problems;

namespace Wava.Web.Accounts;

internal sealed partial class SignIns
{
    /// <summary>The user as it is stored now.</summary>
    /// <exception cref="ProblemException">There is no such user any more.</exception>
    public async Task<User> FindAsync(string id, CancellationToken stop) => (await database.ReadAsync(sql => Users.FindAsync(sql, id), stop))?.User ?? throw Nobody();

    /// <summary>Gives a user another name to show.</summary>
    /// <exception cref="ProblemException">There is no such user any more.</exception>
    public async Task<User> RenameAsync(string id, string name, CancellationToken stop) => await database.WriteAsync(
        async sql =>
        {
            if (await Users.RenameAsync(sql, id, name) == 0) throw Nobody();
            return (await Users.FindAsync(sql, id))!.Value.User;
        },
        stop);

    /// <summary>Gives an account another password. All other sign-ins of the user end, and those by user name and password; this one gets new tokens.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="family">The sign-in that asks.</param>
    /// <param name="current">The password until now.</param>
    /// <param name="next">The one from now on.</param>
    /// <param name="address">Where it is asked from.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ProblemException">The password until now is another one; or there were too many tries.</exception>
    public async Task<SignedIn> ChangePasswordAsync(string id, string family, string current, string next, string address, CancellationToken stop)
    {
        (User user, string? hash) = await database.ReadAsync(sql => Users.FindAsync(sql, id), stop) ?? throw Nobody();
        if (hash is null) throw new ProblemException(ProblemCode.NotAllowed, StatusCodes.Status403Forbidden, "A guest has no password.");
        string key = NameRules.Key(user.UserName!);
        limits.BeginSignIn("change", address, key);
        bool isRight = current.Length <= PasswordRules.Longest && await passwords.VerifyAsync(hash, current, stop) != PasswordVerificationResult.Failed;
        if (!isRight) throw WrongPassword();
        limits.SignInSucceeded(address, key);
        string nextHash = await passwords.HashAsync(next, stop);
        (RefreshToken Token, IReadOnlyList<string> Others)? changed = await database.WriteAsync<(RefreshToken, IReadOnlyList<string>)?>(
            async sql =>
            {
                // Somebody else was quicker: what is the right password now is not what was checked.
                if (!await Users.SetPasswordAsync(sql, id, hash, nextHash)) return null;
                string[] others = [.. (await RefreshTokens.FamiliesAsync(sql, id)).Where(each => each != family)];
                foreach (string other in others) await RefreshTokens.EndAsync(sql, other);
                return (await refresh.ReplaceAsync(sql, family, id), others);
            },
            stop);
        if (changed is null) throw WrongPassword();
        await ended.EndOthersAsync(id, changed.Value.Others, family);
        return Answer(user, changed.Value.Token);
    }

    private static ProblemException WrongPassword() => new(ProblemCode.WrongCredentials, StatusCodes.Status403Forbidden, "The current password is another one.");

    private static ProblemException Nobody() => new(ProblemCode.NotSignedIn, StatusCodes.Status401Unauthorized, "You are not signed in.", "Sign in again.");
}
