using System.Diagnostics.Metrics;

namespace Wava.Web.Accounts;

/// <summary>What there is to measure about signing in.</summary>
internal sealed class AccountMetrics
{
    private readonly Counter<long> _signIns;
    private readonly Counter<long> _reuses;
    private readonly Histogram<double> _hashes;

    public AccountMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("Wava.Web");
        _signIns = meter.CreateCounter<long>("wava.web.sign_ins", "{try}", "Tries to sign in, by way and outcome.");
        _reuses = meter.CreateCounter<long>("wava.web.refresh_token.reuses", "{token}", "Refresh tokens that came a second time, and ended their sign-in.");
        _hashes = meter.CreateHistogram<double>("wava.web.password_hash.duration", "s", "How long it takes to hash a password.");
    }

    /// <summary>Somebody has tried to sign in.</summary>
    /// <param name="way"><c>register</c>, <c>password</c>, <c>stomp</c>, <c>guest</c> or <c>refresh</c>.</param>
    /// <param name="outcome"><c>ok</c>, <c>refused</c> or <c>limited</c>.</param>
    public void SignIn(string way, string outcome) => _signIns.Add(1, new KeyValuePair<string, object?>("way", way), new KeyValuePair<string, object?>("outcome", outcome));

    public void Reused() => _reuses.Add(1);

    public void Hashed(TimeSpan took) => _hashes.Record(took.TotalSeconds);
}
