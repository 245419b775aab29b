using Microsoft.Extensions.Options;

namespace Wava.Web.Accounts;

/// <summary>Looks at the limits at the start.</summary>
internal sealed class SignInLimitOptionsValidator : IValidateOptions<SignInLimitOptions>
{
    public ValidateOptionsResult Validate(string? name, SignInLimitOptions options)
    {
        List<string> problems = [];
        AtLeastOne(nameof(options.SignInsPerMinute), options.SignInsPerMinute);
        AtLeastOne(nameof(options.FreeTries), options.FreeTries);
        AtLeastOne(nameof(options.TriesPerNameInTenMinutes), options.TriesPerNameInTenMinutes);
        AtLeastOne(nameof(options.RegistrationsPerHour), options.RegistrationsPerHour);
        AtLeastOne(nameof(options.GuestsPerMinute), options.GuestsPerMinute);
        AtLeastOne(nameof(options.GuestsPerRoomAndMinute), options.GuestsPerRoomAndMinute);
        AtLeastOne(nameof(options.RefreshesPerMinute), options.RefreshesPerMinute);
        if (options.Remembered < 100) problems.Add("SignInLimits:Remembered must be at least 100.");
        if (options.FirstWait <= TimeSpan.Zero) problems.Add("SignInLimits:FirstWait must be more than nothing.");
        if (options.LongestWait < options.FirstWait) problems.Add("SignInLimits:LongestWait must not be shorter than SignInLimits:FirstWait.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void AtLeastOne(string key, int value)
        {
            if (value < 1) problems.Add($"SignInLimits:{key} must be at least 1.");
        }
    }
}
