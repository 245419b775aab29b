namespace Wava.Broker.Security;

/// <summary>Decides who may connect, by what the CONNECT frame and the connection under it bring along.</summary>
public interface IConnectAuthenticator
{
    /// <summary>
    /// Accepts or refuses a client. Its frames wait until the answer is there; the token fires, and the client is sent away, when that takes longer
    /// than <c>Limits.ConnectTimeout</c>.
    /// </summary>
    ValueTask<ConnectDecision> AuthenticateAsync(ConnectRequest request, CancellationToken cancellationToken);
}
