using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Wava.Web.Limits;
using Wava.Web.Problems;

namespace Wava.Web.Rooms;

/// <summary>Hashes rooms' passwords and compares them, a few at a time: it takes long on purpose, and must not stop everything else.</summary>
internal sealed class RoomPasswords(IOptions<RoomOptions> options, TimeProvider time) : IDisposable
{
    public const int Longest = 128;
    private const int MostWaiting = 64;
    private const int Remembered = 100_000;

    private readonly PasswordHasher<RoomPasswords> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = options.Value.PasswordIterations }));
    private readonly Allowance _tries = new(options.Value.PasswordTriesPerMinute, TimeSpan.FromMinutes(1), Remembered, time);
    private readonly SemaphoreSlim _turn = new(Environment.ProcessorCount);
    private int _waiting;

    /// <summary>The hash to store.</summary>
    public Task<string> HashAsync(string password, CancellationToken stop) => InTurnAsync(() => _hasher.HashPassword(this, password), stop);

    /// <summary>Compares what somebody says with what is stored.</summary>
    /// <exception cref="ProblemException"><c>wrong-password</c>, or <c>too-many-tries</c> of this person at this room.</exception>
    public async Task DemandAsync(string user, string room, string hash, string? said, CancellationToken stop)
    {
        if (said is not { Length: > 0 and <= Longest }) throw Wrong();
        string key = $"{user} {room}";
        if (_tries.Take(key) is { } wait) throw ProblemException.TooManyTries(wait);
        if (await InTurnAsync(() => _hasher.VerifyHashedPassword(this, hash, said), stop) == PasswordVerificationResult.Failed) throw Wrong();
        _tries.GiveBack(key);
    }

    public void Dispose() => _turn.Dispose();

    private static ProblemException Wrong() => new(ProblemCode.WrongPassword, StatusCodes.Status403Forbidden, "The room's password is another one.", "Ask whoever gave you the link.");

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken stop)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting)
                throw new ProblemException(ProblemCode.Busy, StatusCodes.Status503ServiceUnavailable, "Too many people are coming in at the moment.", "Try again in a few seconds.") { RetryAfter = TimeSpan.FromSeconds(5) };
            await _turn.WaitAsync(stop);
            try
            {
                return await Task.Run(work, CancellationToken.None);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
