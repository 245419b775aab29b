using Microsoft.Extensions.Options;

namespace Wava.Web.Rooms;

/// <summary>Names at start what is set wrongly.</summary>
internal sealed class RoomOptionsValidator : IValidateOptions<RoomOptions>
{
    public ValidateOptionsResult Validate(string? name, RoomOptions options)
    {
        var problems = new List<string>();
        Between(options.MaxParticipants, 2, 12, nameof(options.MaxParticipants));
        Between(options.DefaultParticipants, 2, options.MaxParticipants, nameof(options.DefaultParticipants));
        Between(options.RoomsPerUser, 1, 100_000, nameof(options.RoomsPerUser));
        Between(options.MembersPerRoom, 2, 100_000, nameof(options.MembersPerRoom));
        Between(options.InvitationsPerRoom, 1, 10_000, nameof(options.InvitationsPerRoom));
        Between(options.RoomsInMemory, 10, 10_000_000, nameof(options.RoomsInMemory));
        Between(options.ProbesPerMinute, 1, 1_000_000, nameof(options.ProbesPerMinute));
        Between(options.PasswordTriesPerMinute, 1, 1000, nameof(options.PasswordTriesPerMinute));
        Between(options.PasswordIterations, 10_000, 10_000_000, nameof(options.PasswordIterations));
        Lasting(options.MaxInvitationLifetime, TimeSpan.FromHours(1), TimeSpan.FromDays(30), nameof(options.MaxInvitationLifetime));
        Lasting(options.InvitationLifetime, TimeSpan.FromHours(1), options.MaxInvitationLifetime, nameof(options.InvitationLifetime));
        Lasting(options.KnockLifetime, TimeSpan.FromSeconds(10), TimeSpan.FromHours(12), nameof(options.KnockLifetime));
        Lasting(options.RefreshAfter, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), nameof(options.RefreshAfter));
        Lasting(options.TrustWithoutStorage, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(options.TrustWithoutStorage));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Between(int value, int least, int most, string key)
        {
            if (value < least || value > most) problems.Add($"{RoomOptions.Section}:{key} is {value}; it must lie between {least} and {most}.");
        }

        void Lasting(TimeSpan value, TimeSpan least, TimeSpan most, string key)
        {
            if (value < least || value > most) problems.Add($"{RoomOptions.Section}:{key} is {value}; it must lie between {least} and {most}.");
        }
    }
}
