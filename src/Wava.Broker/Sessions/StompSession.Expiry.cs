using System.Security.Claims;
using Wava.Broker.Frames;
using Wava.Broker.Security;

namespace Wava.Broker.Sessions;

public sealed partial class StompSession
{
    // By the session's own clock, which nobody sets back or forward; 0: never.
    private long _expiresAt;

    /// <summary>When the user's sign-in expires; null: it does not.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    private void SetExpiry(DateTimeOffset? expiresAt)
    {
        ExpiresAt = expiresAt;
        long at = 0;
        if (expiresAt is { } time && _services.Options.CloseWhenExpired)
        {
            TimeSpan left = time - _services.Time.GetUtcNow();
            if (left < TimeSpan.FromDays(3650)) at = Math.Max(1, _services.Time.GetTimestamp() + (long)(left.TotalSeconds * _services.Time.TimestampFrequency));
        }

        Volatile.Write(ref _expiresAt, at);
    }

    private bool HasExpired(long now)
    {
        long expiresAt = Volatile.Read(ref _expiresAt);
        if (expiresAt == 0 || now < expiresAt) return false;
        Fail(new ErrorReply(CloseReason.Expired, "Sign-in expired", "The sign-in has expired: sign in and connect again."));
        return true;
    }

    private bool IsRenewal(ReadOnlySpan<byte> destination) =>
        _services.Options.RenewDestination is { } renew && _services.Authenticator is not null && destination.SequenceEqual(renew);

    /// <summary>A client shows a new token, or its passcode again, to stay: in the headers of a SEND, as it did in CONNECT.</summary>
    private async ValueTask RenewAsync(StompFrame frame)
    {
        ConnectDecision decision = await AuthenticateAsync(frame, isRenewal: true);
        if (_closing is not null) return;
        if (!decision.IsAccepted)
            await RefuseSoftly(frame, CloseReason.Policy, "Access refused", decision.Reason ?? "The login, the passcode or the token is not right.");
        else if (decision.User is { } other && !IsSameUser(other))
            await RefuseSoftly(frame, CloseReason.Policy, "Another user", "A sign-in can be renewed only by the user whose it is: open another connection.");
        else
        {
            User = decision.User ?? User;
            // Who is only waved through has shown nothing new: what was known of the sign-in's end still holds.
            if (decision.User is not null || decision.ExpiresAt is not null) SetExpiry(decision.ExpiresAt);
            _services.Wheel.Arm(_timer, TimeSpan.FromMilliseconds(1));
            Receipt(frame);
        }
    }

    /// <summary>Whether somebody is the session's user: by name and by the name's identifier, of which one at least must be known.</summary>
    private bool IsSameUser(ClaimsPrincipal other)
    {
        (string? name, string? id) = (User?.Identity?.Name, IdOf(User));
        return (name ?? id) is not null && name == other.Identity?.Name && id == IdOf(other);

        static string? IdOf(ClaimsPrincipal? user) => user?.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user?.FindFirst("sub")?.Value;
    }
}
