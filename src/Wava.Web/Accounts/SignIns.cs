using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Wava.Web.Problems;
using Wava.Web.Storage;

namespace Wava.Web.Accounts;

/// <summary>Lets people in: registers them, checks passwords, and begins sign-ins.</summary>
internal sealed partial class SignIns(
    Database database,
    Passwords passwords,
    AccessTokens access,
    RefreshTokens refresh,
    EndedSignIns ended,
    SignInLimits limits,
    AccountMetrics metrics,
    IOptions<AccountOptions> accounts,
    TimeProvider time,
    ILogger<SignIns> logger)
{
    /// <summary>Makes an account and signs it in.</summary>
    /// <exception cref="ProblemException">The name is taken, there were too many tries, or too many people sign in at the moment.</exception>
    public async Task<SignedIn> RegisterAsync(string userName, string password, string displayName, string address, CancellationToken stop)
    {
        limits.BeginRegistration(address);
        if (!accounts.Value.Registration) throw new ProblemException(ProblemCode.NotAllowed, StatusCodes.Status403Forbidden, "Nobody can register here.", "Ask those who run this server for an account.");
        string hash = await passwords.HashAsync(password, stop);
        var user = new User { Id = Ids.New(), Kind = "account", Name = displayName, UserName = userName };
        (RefreshToken Token, IReadOnlyList<string> Ended)? begun = await database.WriteAsync<(RefreshToken, IReadOnlyList<string>)?>(
            async sql => await Users.AddAsync(sql, user, NameRules.Key(userName), hash, time.GetUtcNow()) ? await refresh.BeginAsync(sql, user.Id) : null, stop);
        if (begun is null)
        {
            metrics.SignIn("register", "refused");
            throw new ProblemException(ProblemCode.UserNameTaken, StatusCodes.Status409Conflict, "Somebody else has this user name.", "Choose another one.");
        }

        metrics.SignIn("register", "ok");
        return Answer(user, begun.Value.Token);
    }

    /// <summary>Signs somebody in by user name and password.</summary>
    /// <exception cref="ProblemException">One of the two is wrong, whichever; or there were too many tries, or too many people sign in at the moment.</exception>
    public async Task<SignedIn> SignInAsync(string userName, string password, string address, CancellationToken stop)
    {
        User user = await CheckAsync("password", userName, password, address, stop)
            ?? throw new ProblemException(ProblemCode.WrongCredentials, StatusCodes.Status401Unauthorized, "The user name or the password is wrong.");
        (RefreshToken token, IReadOnlyList<string> tooMany) = await database.WriteAsync(sql => refresh.BeginAsync(sql, user.Id), stop);
        if (tooMany.Count > 0) await ended.EndAsync(tooMany);
        return Answer(user, token);
    }

    /// <summary>Checks user name and password.</summary>
    /// <param name="way">For the metrics: how somebody tries.</param>
    /// <param name="userName">As typed.</param>
    /// <param name="password">As typed.</param>
    /// <param name="address">Where the try comes from.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Whose they are, or null. Takes as long for a name that nobody has.</returns>
    /// <exception cref="ProblemException">There were too many tries, or too many people sign in at the moment.</exception>
    public async Task<User?> CheckAsync(string way, string userName, string password, string address, CancellationToken stop)
    {
        // What can be no name is nobody's, but takes its time as well.
        bool isName = NameRules.IsWellFormedUserName(userName);
        string key = isName ? NameRules.Key(userName) : "?";
        limits.BeginSignIn(way, address, key);
        bool isPossible = isName && password.Length <= PasswordRules.Longest;
        (User User, string? PasswordHash)? found = await database.ReadAsync(sql => Users.FindByNameAsync(sql, key), stop);
        string? hash = isPossible ? found?.PasswordHash : null;
        string given = password.Length <= PasswordRules.Longest ? password : "";
        PasswordVerificationResult result = await passwords.VerifyAsync(hash, given, stop);
        if (result == PasswordVerificationResult.Failed)
        {
            metrics.SignIn(way, "refused");
            return null;
        }

        limits.SignInSucceeded(address, key);
        if (result == PasswordVerificationResult.SuccessRehashNeeded) await RehashAsync(found!.Value.User, hash!, password, stop);
        metrics.SignIn(way, "ok");
        return found!.Value.User;
    }

    private async Task RehashAsync(User user, string hash, string password, CancellationToken stop)
    {
        string better = await passwords.HashAsync(password, stop);
        await database.WriteAsync(sql => Users.SetPasswordAsync(sql, user.Id, hash, better), stop);
    }

    private SignedIn Answer(User user, RefreshToken token)
    {
        (string accessToken, DateTimeOffset expiresAt) = access.Issue(user, token.Family);
        return new SignedIn(new SessionAnswer(accessToken, expiresAt, UserAnswer.Of(user)), token);
    }
}
