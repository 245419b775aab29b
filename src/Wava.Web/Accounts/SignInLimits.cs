using Microsoft.Extensions.Options;
using Wava.Web.Limits;
using Wava.Web.Problems;

namespace Wava.Web.Accounts;

/// <summary>Says how often somebody may try to sign in. All of it is asked before anything costly is done.</summary>
internal sealed class SignInLimits(IOptions<SignInLimitOptions> options, AccountMetrics metrics, TimeProvider time)
{
    private readonly Allowance _addresses = Make(options.Value.SignInsPerMinute, TimeSpan.FromMinutes(1), options.Value, time);
    private readonly Allowance _names = Make(options.Value.TriesPerNameInTenMinutes, TimeSpan.FromMinutes(10), options.Value, time);
    private readonly Allowance _registrations = Make(options.Value.RegistrationsPerHour, TimeSpan.FromHours(1), options.Value, time);
    private readonly Allowance _guests = Make(options.Value.GuestsPerMinute, TimeSpan.FromMinutes(1), options.Value, time);
    private readonly Allowance _rooms = Make(options.Value.GuestsPerRoomAndMinute, TimeSpan.FromMinutes(1), options.Value, time);
    private readonly Allowance _refreshes = Make(options.Value.RefreshesPerMinute, TimeSpan.FromMinutes(1), options.Value, time);
    private readonly Patience _patience = new(options, time);

    /// <summary>Somebody tries a password.</summary>
    /// <exception cref="ProblemException"><c>too-many-tries</c>.</exception>
    public void BeginSignIn(string way, string address, string name) =>
        Demand(way, _addresses.Take(address) ?? _patience.Begin(Pair(address, name)) ?? _names.Take(name));

    /// <summary>The password was right: earlier failures of this address with this name do not matter any more.</summary>
    public void SignInSucceeded(string address, string name) => _patience.Succeeded(Pair(address, name));

    public void BeginRegistration(string address) => Demand("register", _registrations.Take(address));

    public void BeginGuest(string address) => Demand("guest", _guests.Take(address));

    public void BeginGuestOf(string room) => Demand("guest", _rooms.Take(room));

    public void BeginRefresh(string address) => Demand("refresh", _refreshes.Take(address));

    private static Allowance Make(int times, TimeSpan within, SignInLimitOptions options, TimeProvider time) => new(times, within, options.Remembered, time);

    private static string Pair(string address, string name) => $"{address} {name}";

    private void Demand(string way, TimeSpan? wait)
    {
        if (wait is null) return;
        metrics.SignIn(way, "limited");
        throw ProblemException.TooManyTries(wait.Value);
    }
}
