using System.Security.Claims;
using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.Tests.Transports.SockJs;

public sealed class SessionCensusTests
{
    [Fact]
    public void A_user_and_an_address_have_so_many_sessions_and_no_more()
    {
        var census = new SessionCensus();
        var options = new SockJsOptions { MaxSessionsPerUser = 2, MaxSessionsPerAddress = 3 };
        Assert.True(census.TryEnter("ann", "192.0.2.1", options));
        Assert.True(census.TryEnter("ann", "192.0.2.1", options));
        Assert.False(census.TryEnter("ann", "192.0.2.1", options));
        Assert.True(census.TryEnter(null, "192.0.2.1", options));
        Assert.False(census.TryEnter("bob", "192.0.2.1", options));
        Assert.True(census.TryEnter("bob", "192.0.2.2", options));
        census.Leave("ann", "192.0.2.1");

        Assert.True(census.TryEnter("ann", "192.0.2.1", options));
    }

    [Fact]
    public void Zero_means_no_such_limit()
    {
        var census = new SessionCensus();
        var options = new SockJsOptions { MaxSessionsPerUser = 0, MaxSessionsPerAddress = 0 };

        for (int i = 0; i < 100; i++) Assert.True(census.TryEnter("ann", "192.0.2.1", options));
    }

    [Fact]
    public void A_user_is_recognised_by_name_however_the_principal_was_made()
    {
        Assert.Null(SockJsConnection.KeyOf(null));
        Assert.Null(SockJsConnection.KeyOf(new ClaimsPrincipal(new ClaimsIdentity())));
        Assert.Null(SockJsConnection.KeyOf(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ann")]))));
        Assert.Equal("ann", SockJsConnection.KeyOf(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ann")], "cookie"))));
        Assert.Equal("7", SockJsConnection.KeyOf(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "7")], "bearer"))));
        Assert.Equal("", SockJsConnection.KeyOf(new ClaimsPrincipal(new ClaimsIdentity([], "odd"))));
    }
}
