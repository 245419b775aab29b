namespace Wava.Web.Rooms;

/// <summary>How rooms are kept (<c>Rooms</c>).</summary>
internal sealed class RoomOptions
{
    public const string Section = "Rooms";

    /// <summary>How many may be in a room's call when its maker says nothing.</summary>
    public int DefaultParticipants { get; set; } = 6;

    /// <summary>How many may be in a room's call at most: everybody sends to everybody, which browsers do not stand for many more.</summary>
    public int MaxParticipants { get; set; } = 12;

    /// <summary>How many rooms somebody may own.</summary>
    public int RoomsPerUser { get; set; } = 50;

    /// <summary>How many members a room may have, in its call or not.</summary>
    public int MembersPerRoom { get; set; } = 1000;

    /// <summary>How many invitations to a room may be good at once.</summary>
    public int InvitationsPerRoom { get; set; } = 100;

    /// <summary>How long an invitation is good when its maker says nothing.</summary>
    public TimeSpan InvitationLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long an invitation is good at most.</summary>
    public TimeSpan MaxInvitationLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long somebody who waits to be let in is listed without asking again.</summary>
    public TimeSpan KnockLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After how long memory is compared with the storage, which another process may have changed.</summary>
    public TimeSpan RefreshAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long memory is trusted while the storage does not answer, so that calls go on.</summary>
    public TimeSpan TrustWithoutStorage { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many rooms are kept in memory.</summary>
    public int RoomsInMemory { get; set; } = 10_000;

    /// <summary>How often a minute somebody may ask for rooms or invitations that are not there, or not for them.</summary>
    public int ProbesPerMinute { get; set; } = 30;

    /// <summary>How often a minute somebody may try passwords of one room.</summary>
    public int PasswordTriesPerMinute { get; set; } = 10;

    /// <summary>The rounds of PBKDF2 by which rooms' passwords are hashed. A change holds for passwords that are set from then on.</summary>
    public int PasswordIterations { get; set; } = 100_000;
}
