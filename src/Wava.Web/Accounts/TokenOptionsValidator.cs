using Microsoft.Extensions.Options;

namespace Wava.Web.Accounts;

/// <summary>Looks at the configuration of tokens at the start, and says what is wrong by the names of its keys, never by their values.</summary>
internal sealed class TokenOptionsValidator : IValidateOptions<TokenOptions>
{
    public ValidateOptionsResult Validate(string? name, TokenOptions options)
    {
        List<string> problems = [];
        for (int i = 0; i < options.Keys.Count; i++)
        {
            TokenKeyOptions key = options.Keys[i];
            if (!TokenKey.IsWellFormedId(key.Id)) problems.Add($"Tokens:Keys:{i}:Id must be 1 to 64 letters, digits, dots, hyphens and underscores.");
            else if (options.Keys.Take(i).Any(other => other.Id == key.Id)) problems.Add($"Tokens:Keys:{i}:Id is that of another key.");
            if (TokenSecrets.ProblemWith(key.Secret) is { } problem) problems.Add($"Tokens:Keys:{i}:Secret {problem}");
        }

        if (options.Issuer is "") problems.Add("Tokens:Issuer must not be empty.");
        if (options.Audience is "") problems.Add("Tokens:Audience must not be empty.");
        if (options.Lifetime < TimeSpan.FromSeconds(30) || options.Lifetime > TimeSpan.FromHours(24)) problems.Add("Tokens:Lifetime must be between 30 seconds and a day.");
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > TimeSpan.FromMinutes(5)) problems.Add("Tokens:ClockSkew must be between nothing and five minutes.");
        if (options.IdleLifetime <= options.Lifetime) problems.Add("Tokens:IdleLifetime must be longer than Tokens:Lifetime.");
        if (options.ReuseGrace < TimeSpan.Zero || options.ReuseGrace > TimeSpan.FromMinutes(5)) problems.Add("Tokens:ReuseGrace must be between nothing and five minutes.");
        if (options.SignInsPerUser < 1) problems.Add("Tokens:SignInsPerUser must be at least 1.");
        if (options.KeyLifetime < TimeSpan.FromDays(1)) problems.Add("Tokens:KeyLifetime must be at least a day.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
