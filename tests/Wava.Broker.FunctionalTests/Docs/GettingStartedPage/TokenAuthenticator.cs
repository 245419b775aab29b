using System.Security.Claims;
using Wava.Broker.Security;

namespace Wava.Broker.FunctionalTests.Docs.GettingStartedPage;

public sealed class TokenAuthenticator(ITokens tokens) : IConnectAuthenticator
{
    public async ValueTask<ConnectDecision> AuthenticateAsync(ConnectRequest request, CancellationToken cancellationToken) =>
        await tokens.FindAsync(request.Header("Authorization"), cancellationToken) is { } user
            ? ConnectDecision.Accept(user)
            : ConnectDecision.Refuse();
}

public interface ITokens
{
    Task<ClaimsPrincipal?> FindAsync(string? token, CancellationToken stop);
}
