namespace Wava.Broker.Security;

/// <summary>Asks a function who may connect.</summary>
internal sealed class DelegateAuthenticator(Func<ConnectRequest, CancellationToken, ValueTask<ConnectDecision>> authenticate) : IConnectAuthenticator
{
    public ValueTask<ConnectDecision> AuthenticateAsync(ConnectRequest request, CancellationToken cancellationToken) => authenticate(request, cancellationToken);
}
