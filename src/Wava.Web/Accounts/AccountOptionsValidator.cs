using Microsoft.Extensions.Options;

namespace Wava.Web.Accounts;

/// <summary>Looks at the configuration of accounts at the start.</summary>
internal sealed class AccountOptionsValidator : IValidateOptions<AccountOptions>
{
    public ValidateOptionsResult Validate(string? name, AccountOptions options)
    {
        List<string> problems = [];
        if (options.PasswordIterations is < 1_000 or > 100_000_000) problems.Add("Accounts:PasswordIterations must be between 1,000 and 100,000,000; below 600,000 is for tests only.");
        if (options.ParallelHashes < 0) problems.Add("Accounts:ParallelHashes must not be negative.");
        if (options.WaitingHashes < 0) problems.Add("Accounts:WaitingHashes must not be negative.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
