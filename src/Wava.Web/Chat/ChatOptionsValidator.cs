using Microsoft.Extensions.Options;

namespace Wava.Web.Chat;

internal sealed class ChatOptionsValidator : IValidateOptions<ChatOptions>
{
    public const int LongestPage = 200;

    public ValidateOptionsResult Validate(string? name, ChatOptions options)
    {
        var failures = new List<string>();
        Demand(options.MaxTextLength is >= 1 and <= 100_000, $"Chat:MaxTextLength must be 1 to 100000, not {options.MaxTextLength}.");
        Demand(options.MaxMessages >= 1, $"Chat:MaxMessages must be at least 1, not {options.MaxMessages}.");
        Demand(options.MaxChanges >= 1, $"Chat:MaxChanges must be at least 1, not {options.MaxChanges}.");
        Demand(options.Per > TimeSpan.Zero && options.Per <= TimeSpan.FromHours(1), $"Chat:Per must be longer than nothing and an hour at most, not {options.Per}.");
        Demand(options.TypingEvery > TimeSpan.Zero && options.TypingEvery <= TimeSpan.FromSeconds(6), $"Chat:TypingEvery must be longer than nothing and 6 seconds at most, after which typing ends by itself, not {options.TypingEvery}.");
        Demand(options.MaxReactionKinds is >= 1 and <= 1_000, $"Chat:MaxReactionKinds must be 1 to 1000, not {options.MaxReactionKinds}.");
        Demand(options.PageLength is >= 1 and <= LongestPage, $"Chat:PageLength must be 1 to {LongestPage}, not {options.PageLength}.");
        Demand(options.MaxWaiting >= 1, $"Chat:MaxWaiting must be at least 1, not {options.MaxWaiting}.");
        Demand(options.MaxTogether is >= 1 and <= 10_000, $"Chat:MaxTogether must be 1 to 10000, not {options.MaxTogether}.");
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;

        void Demand(bool holds, string otherwise)
        {
            if (!holds) failures.Add(otherwise);
        }
    }
}
