using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Wava.Web.Media;

/// <summary>How peers find ways to each other (<c>Ice</c>). See docs/turn.md.</summary>
internal sealed partial class IceOptions
{
    /// <summary>The shortest secret that is taken.</summary>
    public const int ShortestSecret = 32;

    /// <summary>Addresses of STUN and TURN servers: <c>stun:turn.example.com:3478</c>, <c>turns:turn.example.com:443?transport=tcp</c>. None unless set.</summary>
    public IList<string> Servers { get; } = [];

    /// <summary>What the TURN servers share with us (coturn's <c>static-auth-secret</c>).</summary>
    public string? Secret { get; set; }

    /// <summary>How long credentials are good. Default: 10 minutes.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether peers may reach each other directly.</summary>
    public IcePolicy Policy { get; set; }

    /// <summary>How often a minute one person may ask. Default: 10.</summary>
    public int RequestsPerMinute { get; set; } = 10;

    /// <summary>Whether there is a relay.</summary>
    public bool HasRelay => Servers.Any(IsRelay);

    public static bool IsRelay(string server) => server.StartsWith("turn", StringComparison.OrdinalIgnoreCase);

    private string? Problem()
    {
        if (Servers.FirstOrDefault(each => !ServerUrl().IsMatch(each)) is { } wrong)
            return $"Ice:Servers has \"{wrong}\", which is no address such as stun:turn.example.com:3478 or turns:turn.example.com:443?transport=tcp.";
        if (Lifetime < TimeSpan.FromMinutes(1) || Lifetime > TimeSpan.FromHours(1)) return "Ice:Lifetime must be from one minute to one hour.";
        if (RequestsPerMinute < 1) return "Ice:RequestsPerMinute must be at least 1.";
        if (!HasRelay) return Policy == IcePolicy.Relay ? "Ice:Policy is relay, but Ice:Servers names no relay (turn: or turns:)." : null;
        if (string.IsNullOrEmpty(Secret)) return "Ice:Secret is missing: Ice:Servers names a relay, whose static-auth-secret it has to be.";
        if (Secret.Length < ShortestSecret) return $"Ice:Secret is too short: take {ShortestSecret} characters or more, for instance of \"openssl rand -hex 32\".";
        return IsSample(Secret) ? "Ice:Secret is one that stands in instructions, and everybody knows: make one with \"openssl rand -hex 32\"." : null;
    }

    private static bool IsSample(string secret) =>
        secret.Distinct().Count() < 8 || SampleWords().IsMatch(secret);

    [GeneratedRegex(@"^(stuns?:([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?|turns?:([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(\?transport=(udp|tcp))?)$", RegexOptions.NonBacktracking)]
    private static partial Regex ServerUrl();

    [GeneratedRegex("secret|password|example|sample|change|replace|default|0123456789|abcdefgh", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex SampleWords();

    internal sealed class Validator : IValidateOptions<IceOptions>
    {
        public ValidateOptionsResult Validate(string? name, IceOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
