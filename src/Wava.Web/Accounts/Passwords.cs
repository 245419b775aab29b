using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Wava.Web.Problems;

namespace Wava.Web.Accounts;

/// <summary>Hashes passwords and compares them, a few at a time: that it takes long is its purpose, and must not stop everything else.</summary>
internal sealed class Passwords : IDisposable
{
    private readonly PasswordHasher<User> _hasher;
    private readonly SemaphoreSlim _turn;
    private readonly int _places;
    private readonly AccountMetrics _metrics;
    private readonly TimeProvider _time;

    // Compared with when there is nobody of that name, so that it takes as long as if there were.
    private readonly Lazy<string> _nobody;
    private int _inside;

    public Passwords(IOptions<AccountOptions> options, AccountMetrics metrics, TimeProvider time)
    {
        _hasher = new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = options.Value.PasswordIterations }));
        int parallel = options.Value.ParallelHashes > 0 ? options.Value.ParallelHashes : Environment.ProcessorCount;
        _turn = new SemaphoreSlim(parallel);
        _places = parallel + options.Value.WaitingHashes;
        (_metrics, _time) = (metrics, time);
        _nobody = new Lazy<string>(() => _hasher.HashPassword(null!, Storage.Ids.New()));
    }

    /// <summary>The hash to store.</summary>
    /// <exception cref="ProblemException">Too many wait already.</exception>
    public Task<string> HashAsync(string password, CancellationToken stop) => InTurnAsync(() => _hasher.HashPassword(null!, password), stop);

    /// <summary>Compares a password with what is stored.</summary>
    /// <param name="hash">What is stored; null when there is nobody, which takes as long and fails.</param>
    /// <param name="password">What somebody says.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <exception cref="ProblemException">Too many wait already.</exception>
    public async Task<PasswordVerificationResult> VerifyAsync(string? hash, string password, CancellationToken stop)
    {
        PasswordVerificationResult result = await InTurnAsync(() => _hasher.VerifyHashedPassword(null!, hash ?? _nobody.Value, password), stop);
        return hash is null ? PasswordVerificationResult.Failed : result;
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Makes what is compared with when there is nobody: before the first one asks, whom it would take longer.</summary>
    internal void WarmUp() => _ = _nobody.Value;

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken stop)
    {
        if (Interlocked.Increment(ref _inside) > _places)
        {
            Interlocked.Decrement(ref _inside);
            throw new ProblemException(ProblemCode.Busy, StatusCodes.Status503ServiceUnavailable, "Too many people are signing in at the moment.", "Try again in a few seconds.")
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            };
        }

        try
        {
            await _turn.WaitAsync(stop);
            try
            {
                long start = _time.GetTimestamp();
                T result = await Task.Run(work, CancellationToken.None);
                _metrics.Hashed(_time.GetElapsedTime(start));
                return result;
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }
}
