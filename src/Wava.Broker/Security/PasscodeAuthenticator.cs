using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace Wava.Broker.Security;

/// <summary>Lets in whoever knows one of a fixed set of logins and passcodes.</summary>
internal sealed class PasscodeAuthenticator : IConnectAuthenticator
{
    private readonly Dictionary<string, byte[]> _hashes = new(StringComparer.Ordinal);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public PasscodeAuthenticator(IEnumerable<KeyValuePair<string, string>> users)
    {
        foreach ((string login, string passcode) in users) _hashes[login] = Hash(passcode);
    }

    public ValueTask<ConnectDecision> AuthenticateAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        byte[] given = Hash(request.Passcode ?? "");
        // An unknown login takes as long as a wrong passcode.
        byte[] expected = _hashes.GetValueOrDefault(request.Login ?? "") ?? new byte[given.Length];
        if (!CryptographicOperations.FixedTimeEquals(given, expected)) return new(ConnectDecision.Refuse());
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, request.Login!)], authenticationType: "stomp");
        return new(ConnectDecision.Accept(new ClaimsPrincipal(identity)));
    }

    private byte[] Hash(string passcode) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(passcode));
}
