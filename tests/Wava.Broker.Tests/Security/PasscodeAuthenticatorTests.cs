using Wava.Broker.Security;

namespace Wava.Broker.Tests.Security;

public sealed class PasscodeAuthenticatorTests
{
    private readonly PasscodeAuthenticator _authenticator = new(
        new Dictionary<string, string> { ["joe"] = "sesame", ["ann"] = "pässcøde" });

    [Theory]
    [InlineData("joe", "sesame")]
    [InlineData("ann", "pässcøde")]
    public async Task The_right_passcode_lets_in_under_the_login(string login, string passcode)
    {
        ConnectDecision decision = await AskAsync(login, passcode);

        Assert.True(decision.IsAccepted);
        Assert.Equal(login, decision.User?.Identity?.Name);
        Assert.True(decision.User?.Identity?.IsAuthenticated);
    }

    [Theory]
    [InlineData("joe", "Sesame")]
    [InlineData("joe", "sesame ")]
    [InlineData("joe", "")]
    [InlineData("joe", null)]
    [InlineData("Joe", "sesame")]
    [InlineData("ann", "sesame")]
    [InlineData("nobody", "sesame")]
    [InlineData("nobody", null)]
    [InlineData("", "sesame")]
    [InlineData(null, "sesame")]
    [InlineData(null, null)]
    public async Task Anything_else_is_turned_away_without_saying_what_was_wrong(string? login, string? passcode)
    {
        ConnectDecision decision = await AskAsync(login, passcode);

        Assert.False(decision.IsAccepted);
        Assert.Null(decision.User);
        Assert.Null(decision.Reason);
    }

    private ValueTask<ConnectDecision> AskAsync(string? login, string? passcode)
    {
        var headers = new Dictionary<string, string>();
        if (login is not null) headers["login"] = login;
        if (passcode is not null) headers["passcode"] = passcode;
        return _authenticator.AuthenticateAsync(new ConnectRequest(headers, null, "tcp", null), CancellationToken.None);
    }
}
