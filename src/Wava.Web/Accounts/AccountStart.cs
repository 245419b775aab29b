using Microsoft.Extensions.Options;
using Wava.Web.Hosting;

namespace Wava.Web.Accounts;

/// <summary>Makes ready before the first one signs in: keys are read or made, so that a file that cannot be used stops the start.</summary>
internal sealed partial class AccountStart(TokenKeys keys, Passwords passwords, IOptions<AccountOptions> options, ILogger<AccountStart> logger) : IHostedService
{
    private const int EnoughIterations = 600_000;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogKey(logger, keys.Current.Id);
        if (options.Value.PasswordIterations < EnoughIterations) LogWeak(logger, options.Value.PasswordIterations, EnoughIterations);
        return Task.Run(passwords.WarmUp, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventIds.SigningKey, LogLevel.Information, "Access tokens are signed with the key {Id}.")]
    private static partial void LogKey(ILogger logger, string id);

    [LoggerMessage(EventIds.WeakPasswordHashes, LogLevel.Warning, "Passwords are hashed {Iterations} times over (Accounts:PasswordIterations): that is for tests. Real ones need {Enough}.")]
    private static partial void LogWeak(ILogger logger, int iterations, int enough);
}
