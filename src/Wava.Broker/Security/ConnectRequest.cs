using System.Security.Claims;

namespace Wava.Broker.Security;

/// <summary>What is known of a client that asks to connect.</summary>
public sealed class ConnectRequest
{
    private readonly IReadOnlyDictionary<string, string> _headers;

    internal ConnectRequest(
        IReadOnlyDictionary<string, string> headers, ClaimsPrincipal? user, string transport, string? remoteAddress, bool isRenewal = false)
    {
        _headers = headers;
        User = user;
        Transport = transport;
        RemoteAddress = remoteAddress;
        IsRenewal = isRenewal;
    }

    /// <summary>The <c>login</c> header.</summary>
    public string? Login => Header("login");

    /// <summary>The <c>passcode</c> header. Never log it.</summary>
    public string? Passcode => Header("passcode");

    /// <summary>The <c>host</c> header: the virtual host the client means.</summary>
    public string? Host => Header("host");

    /// <summary>
    /// Who the HTTP request under a WebSocket says the client is, or null. When a sign-in is renewed: who the client is by now.
    /// </summary>
    public ClaimsPrincipal? User { get; }

    /// <summary>How the client is connected: <c>websocket</c> or <c>tcp</c>.</summary>
    public string Transport { get; }

    /// <summary>Where the client connects from.</summary>
    public string? RemoteAddress { get; }

    /// <summary>
    /// Whether a client that is connected renews its sign-in (<see cref="SignInOptions.RenewDestination"/>): the headers are those of its SEND. An
    /// answer that names another user than before is taken for a refusal.
    /// </summary>
    public bool IsRenewal { get; }

    /// <summary>Any header of the CONNECT frame, for instance a token in <c>Authorization</c>; null when it is absent.</summary>
    public string? Header(string name) => _headers.GetValueOrDefault(name);
}
