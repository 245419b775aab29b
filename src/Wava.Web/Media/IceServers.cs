using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Wava.Web.Media;

/// <summary>Tells members which STUN and TURN servers help them, with credentials that are theirs and soon worth nothing.</summary>
/// <remarks>
/// A relay knows a credential without having been told: the name says when it ends, and the password is a keyed hash of the name (coturn's <c>use-auth-secret</c>). After the
/// end of the name no new relaying begins; what goes on is refreshed under the relay's own rules. The user and the room in the name are for the relay's quotas and its log.
/// </remarks>
internal sealed class IceServers(IOptions<IceOptions> options, TimeProvider time)
{
    /// <summary>What a member of a room is told.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="room">The room's id.</param>
    public IceAnswer For(string user, string room)
    {
        IceOptions set = options.Value;
        DateTimeOffset end = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + set.Lifetime).ToUnixTimeSeconds());
        var servers = new List<IceServer>();
        string[] relays = [.. set.Servers.Where(IceOptions.IsRelay)];
        string[] others = [.. set.Servers.Except(relays)];
        if (others.Length > 0) servers.Add(new IceServer(others));
        if (relays.Length > 0)
        {
            string name = $"{end.ToUnixTimeSeconds()}:{user}.{room}";
            servers.Add(new IceServer(relays, name, Password(set.Secret!, name)));
        }

        return new IceAnswer(servers, end.UtcDateTime, set.Policy);
    }

    private static string Password(string secret, string name)
    {
#pragma warning disable CA5350 // What relays expect; as a keyed hash SHA-1 is still good.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(name)));
#pragma warning restore CA5350
    }
}
