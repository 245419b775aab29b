namespace Wava.Broker.Security;

/// <summary>What becomes of sign-ins that do not last for ever.</summary>
public sealed class SignInOptions
{
    /// <summary>Whether a session is ended when its user's sign-in expires (close code 4401). Default: true.</summary>
    public bool CloseWhenExpired { get; set; } = true;

    /// <summary>
    /// Where a client sends a new token (or login and passcode) in the headers of a SEND, as it did in CONNECT, to stay. Default: <c>/app/sign-in</c>;
    /// null: sign-ins cannot be renewed.
    /// </summary>
    public string? RenewDestination { get; set; } = "/app/sign-in";
}
