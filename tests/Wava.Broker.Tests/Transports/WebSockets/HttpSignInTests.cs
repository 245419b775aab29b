using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Moq;
using Wava.Broker.Tests.Security;
using Wava.Broker.Transports.WebSockets;

namespace Wava.Broker.Tests.Transports.WebSockets;

public sealed class HttpSignInTests
{
    [Fact]
    public void The_request_knows_until_when_its_user_is_signed_in()
    {
        DateTimeOffset expiry = DateTimeOffset.UnixEpoch.AddYears(60);
        var ticket = new AuthenticationTicket(Guards.Person("joe")!, new AuthenticationProperties { ExpiresUtc = expiry }, "Cookies");

        Assert.Equal(expiry, HttpSignIn.ExpiryOf(Request(AuthenticateResult.Success(ticket))));
    }

    [Fact]
    public void Where_nobody_is_signed_in_or_for_ever_there_is_no_end()
    {
        Assert.Null(HttpSignIn.ExpiryOf(new DefaultHttpContext()));
        Assert.Null(HttpSignIn.ExpiryOf(Request(AuthenticateResult.NoResult())));
        Assert.Null(HttpSignIn.ExpiryOf(Request(AuthenticateResult.Success(new AuthenticationTicket(Guards.Person("joe")!, "Cookies")))));
    }

    private static DefaultHttpContext Request(AuthenticateResult result)
    {
        var http = new DefaultHttpContext();
        http.Features.Set(Mock.Of<IAuthenticateResultFeature>(feature => feature.AuthenticateResult == result));
        return http;
    }
}
