namespace Wava.Web.Accounts;

/// <summary>How access tokens are made and for how long they, and the sign-ins they come from, are good (<c>Tokens</c>).</summary>
internal sealed class TokenOptions
{
    /// <summary>The keys that access tokens are signed with. The first signs, the others are still accepted. None: they are made at the first start and kept in <c>keys.json</c>.</summary>
    public IList<TokenKeyOptions> Keys { get; } = [];

    /// <summary>Who says that he has made a token (<c>iss</c>).</summary>
    public string Issuer { get; set; } = "wava";

    /// <summary>Whom a token is for (<c>aud</c>).</summary>
    public string Audience { get; set; } = "wava";

    /// <summary>For how long an access token is good. Default: ten minutes.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How far the clocks of several servers may be apart. Default: 30 seconds.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long a sign-in lasts that is not used. Default: 30 days.</summary>
    public TimeSpan IdleLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>For how long a refresh token may be used again, because two tabs asked at the same time. Default: ten seconds.</summary>
    public TimeSpan ReuseGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many sign-ins a user can have at the same time; the one longest not used ends. Default: 20.</summary>
    public int SignInsPerUser { get; set; } = 20;

    /// <summary>After how long a key in <c>keys.json</c> is followed by a new one, at the next start. Default: 90 days.</summary>
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromDays(90);
}
