using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using Wava.Broker.Sessions;

namespace Wava.Web.Accounts;

/// <summary>Makes an end of sign-ins at once: closes their sockets, and turns their access tokens away for as long as they would still be good.</summary>
internal sealed class EndedSignIns(ISessionRegistry sessions, IServiceProvider services, IOptions<TokenOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _until = new(StringComparer.Ordinal);

    public bool Contains(string family) => _until.ContainsKey(family);

    /// <summary>Ends sign-ins.</summary>
    public Task EndAsync(IReadOnlyCollection<string> families)
    {
        Remember(families);
        return CloseAsync(user => user.FindFirst(WavaClaims.Family) is { } family && families.Contains(family.Value));
    }

    /// <summary>Ends all sign-ins of a user but one, those by user name and password included.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="families">Those that end.</param>
    /// <param name="but">The one that stays.</param>
    public Task EndOthersAsync(string user, IReadOnlyCollection<string> families, string but)
    {
        Remember(families);
        return CloseAsync(other => other.Identity?.Name == user && other.FindFirst(WavaClaims.Family)?.Value != but);
    }

    public static Task CloseAsync(StompSession session) => session.DisconnectAsync("Signed out", "This sign-in has ended: sign in and connect again.");

    private void Remember(IReadOnlyCollection<string> families)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        foreach ((string family, long until) in _until)
        {
            if (until < now) _until.TryRemove(family, out _);
        }

        foreach (string family in families) _until[family] = now + (long)(options.Value.Lifetime + options.Value.ClockSkew).TotalSeconds;
    }

    private async Task CloseAsync(Predicate<ClaimsPrincipal> isMeant)
    {
        foreach (StompSession session in sessions.Sessions.Where(each => each.User is { } user && isMeant(user)).ToArray()) await CloseAsync(session);
        foreach (ISignInObserver observer in services.GetServices<ISignInObserver>()) await observer.SignInsEndedAsync(isMeant);
    }
}
