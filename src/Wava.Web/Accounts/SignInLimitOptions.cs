namespace Wava.Web.Accounts;

/// <summary>How often somebody may try (<c>SignInLimits</c>). An IPv6 address stands for its /64 network.</summary>
internal sealed class SignInLimitOptions
{
    /// <summary>How often one address may try to sign in by password, a minute. Default: 30.</summary>
    public int SignInsPerMinute { get; set; } = 30;

    /// <summary>How often one address may try one user name before it has to wait. Default: 5.</summary>
    public int FreeTries { get; set; } = 5;

    /// <summary>How long it waits then; with every further failure twice as long. Default: 15 seconds.</summary>
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long it waits at most; who does not try for so long begins anew. Default: 15 minutes.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often a user name may be tried by all addresses together, in ten minutes. Default: 100.</summary>
    public int TriesPerNameInTenMinutes { get; set; } = 100;

    /// <summary>How many accounts one address may register, an hour. Default: 30.</summary>
    public int RegistrationsPerHour { get; set; } = 30;

    /// <summary>How many guests may come from one address, a minute. Default: 60.</summary>
    public int GuestsPerMinute { get; set; } = 60;

    /// <summary>How many guests may come to one room, a minute. Default: 300.</summary>
    public int GuestsPerRoomAndMinute { get; set; } = 300;

    /// <summary>How often one address may refresh tokens, a minute. Default: 240.</summary>
    public int RefreshesPerMinute { get; set; } = 240;

    /// <summary>How many addresses, names and rooms are remembered for each of these. Default: 20,000.</summary>
    public int Remembered { get; set; } = 20_000;
}
