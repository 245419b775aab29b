namespace Wava.Web.Accounts;

/// <summary>How people sign in (<c>Accounts</c>).</summary>
internal sealed class AccountOptions
{
    /// <summary>Whether anybody may register. Default: yes.</summary>
    public bool Registration { get; set; } = true;

    /// <summary>Whether guests may come to open rooms without an invitation. Default: yes.</summary>
    public bool GuestsInOpenRooms { get; set; } = true;

    /// <summary>How often a password is hashed over (PBKDF2 with HMAC-SHA-512). Stored hashes are renewed when somebody signs in. Default: 600,000.</summary>
    public int PasswordIterations { get; set; } = 600_000;

    /// <summary>How many passwords are hashed at the same time. Default: 0, as many as there are processors.</summary>
    public int ParallelHashes { get; set; }

    /// <summary>How many more may wait for that; beyond, the answer is 503. Default: 50.</summary>
    public int WaitingHashes { get; set; } = 50;

    /// <summary>Whether the refresh cookie is for HTTPS only even if the request came by HTTP, as behind a proxy that does not say. Default: only if the request came by HTTPS.</summary>
    public bool SecureCookie { get; set; }
}
