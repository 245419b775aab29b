using System.Security.Claims;
using Wava.Broker.Security;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class ExpiryTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_session_ends_with_its_users_sign_in()
    {
        await using SessionFixture broker = NewBroker();
        var conversation = new Conversation(broker);
        Assert.Equal(broker.Clock.GetUtcNow() + Hour, conversation.Session.ExpiresAt);
        broker.Clock.Advance(Hour - TimeSpan.FromSeconds(1));
        Assert.True(conversation.Session.IsConnected);
        broker.Clock.Advance(TimeSpan.FromSeconds(2));

        await Eventually.IsTrue(() => conversation.Session.Closing?.Code == 4401, "the session was ended with code 4401");
        await conversation.Session.EndAsync();
    }

    [Fact]
    public async Task A_new_token_lets_it_live_on()
    {
        await using SessionFixture broker = NewBroker();
        var conversation = new Conversation(broker);
        broker.Clock.Advance(Hour / 2);
        conversation.Say("SEND\ndestination:/app/sign-in\nlogin:joe\npasscode:right\nreceipt:r1\n\n\0");
        await Eventually.IsTrue(() => conversation.Transport.Text.Contains("receipt-id:r1", StringComparison.Ordinal), "the renewal was receipted");
        broker.Clock.Advance(Hour - TimeSpan.FromSeconds(1));
        Assert.True(conversation.Session.IsConnected);
        broker.Clock.Advance(TimeSpan.FromSeconds(2));

        await Eventually.IsTrue(() => conversation.Session.Closing is not null, "the renewed sign-in expired");
        await conversation.Session.EndAsync();
    }

    [Theory]
    [InlineData("joe", "wrong", "Access refused")]
    [InlineData("ann", "right", "Another user")]
    public async Task A_renewal_that_is_refused_is_an_ERROR(string login, string passcode, string message)
    {
        await using SessionFixture broker = NewBroker();
        var conversation = new Conversation(broker);
        conversation.Say($"SEND\ndestination:/app/sign-in\nlogin:{login}\npasscode:{passcode}\nreceipt:r1\n\n\0");

        await Eventually.IsTrue(() => conversation.Transport.Text.Contains($"message:{message}", StringComparison.Ordinal), "the renewal was refused");
        await conversation.Session.EndAsync();
    }

    [Fact]
    public async Task Who_is_only_waved_through_does_not_stay_longer_for_it()
    {
        await using SessionFixture broker = NewBroker();
        var conversation = new Conversation(broker);
        conversation.Say("SEND\ndestination:/app/sign-in\nwave-through:yes\nreceipt:r1\n\n\0");
        await Eventually.IsTrue(() => conversation.Transport.Text.Contains("receipt-id:r1", StringComparison.Ordinal), "the renewal was receipted");
        broker.Clock.Advance(Hour + TimeSpan.FromSeconds(1));

        await Eventually.IsTrue(() => conversation.Session.Closing?.Code == 4401, "the session ended when it was to end before");
        await conversation.Session.EndAsync();
    }

    [Fact]
    public async Task Two_users_without_a_name_are_not_the_same_user()
    {
        await using SessionFixture broker = NewBroker();
        var conversation = new Conversation(broker, connect: false);
        conversation.Say("CONNECT\naccept-version:1.2\nhost:h\nsub:1\n\n\0");
        conversation.Say("SEND\ndestination:/app/sign-in\nsub:2\nreceipt:r1\n\n\0");

        await Eventually.IsTrue(() => conversation.Transport.Text.Contains("message:Another user", StringComparison.Ordinal), "the renewal was refused");
        await conversation.Session.EndAsync();
    }

    private static SessionFixture NewBroker()
    {
        var authenticator = new Authenticator();
        var broker = new SessionFixture { Authenticator = authenticator };
        authenticator.Clock = broker.Clock;
        return broker;
    }

    /// <summary>Lets everybody in as joe; a login is believed when the passcode is right.</summary>
    private sealed class Authenticator : IConnectAuthenticator
    {
        public TimeProvider Clock { get; set; } = TimeProvider.System;

        public ValueTask<ConnectDecision> AuthenticateAsync(ConnectRequest request, CancellationToken cancellationToken)
        {
            if (request.Header("wave-through") is not null) return new(ConnectDecision.Accept());
            if (request.Header("sub") is { } sub) return new(ConnectDecision.Accept(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", sub)], "test")), Clock.GetUtcNow() + Hour));
            if (request.Login is not null && request.Passcode != "right") return new(ConnectDecision.Refuse());
            var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, request.Login ?? "joe")], "test"));
            return new(ConnectDecision.Accept(user, Clock.GetUtcNow() + Hour));
        }
    }
}
