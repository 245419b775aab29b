using System.Security.Claims;
using Wava.Broker.Security;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class ConnectTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("1.0,1.1,1.2", "1.2")]
    [InlineData("1.2,1.1", "1.2")]
    [InlineData("1.1,1.0", "1.1")]
    [InlineData("1.0", "1.0")]
    [InlineData("1.1, 1.2", "1.2")]
    [InlineData(" 1.1 ", "1.1")]
    [InlineData("1.2,3.0,banana", "1.2")]
    [InlineData(null, "1.0")]
    public async Task The_best_version_that_both_sides_speak_is_chosen(string? accepted, string chosen)
    {
        TestFrame connected = await _broker.Open().ConnectAsync(accepted);

        Assert.Equal(chosen, connected["version"]);
    }

    [Theory]
    [InlineData("3.0")]
    [InlineData("")]
    [InlineData("1.3,2.0")]
    [InlineData("v1.2")]
    public async Task Without_a_common_version_the_client_is_told_which_there_are(string accepted)
    {
        StompTestClient client = _broker.Open();
        await client.SendTextAsync($"CONNECT\naccept-version:{accepted}\nhost:h\n\n\0");

        TestFrame error = await client.ExpectErrorAsync();

        Assert.Equal("1.0,1.1,1.2", error["version"]);
        Assert.Contains("version", error["message"], StringComparison.Ordinal);
        Assert.Contains("accept-version", error.Text, StringComparison.Ordinal);
        await _broker.ExpectEndAsync(client);
    }

    [Theory]
    [InlineData("chat.example", true)]
    [InlineData("CHAT.example", true)]
    [InlineData("other.example", false)]
    [InlineData("", false)]
    public async Task Where_virtual_hosts_are_named_a_client_has_to_mean_one_of_them(string host, bool welcome)
    {
        await using var broker = new SessionFixture { VirtualHosts = ["chat.example", "www.example"] };
        StompTestClient client = broker.Open();
        await client.SendTextAsync($"CONNECT\naccept-version:1.2\nhost:{host}\n\n\0");

        TestFrame answer = await client.ReceiveAsync();

        Assert.Equal(welcome ? "CONNECTED" : "ERROR", answer.Command);
        Assert.Equal(welcome ? null : "Unknown host", answer["message"]);
    }

    [Fact]
    public async Task CONNECTED_tells_version_session_server_and_heart_beats()
    {
        TestFrame first = await _broker.Open().ConnectAsync();
        TestFrame second = await _broker.Open().ConnectAsync();

        Assert.Equal("10000,10000", first["heart-beat"]);
        Assert.StartsWith("Wava/", first["server"], StringComparison.Ordinal);
        Assert.Null(first["user-name"]);
        Assert.Equal(22, first["session"]!.Length);
        Assert.NotEqual(first["session"], second["session"]);
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("STOMP")]
    public async Task STOMP_is_answered_like_CONNECT(string command)
    {
        StompTestClient client = _broker.Open();
        await client.SendTextAsync($"\n\r\n{command}\r\naccept-version:1.2\r\nhost:h\r\n\r\n\0");

        Assert.Equal("1.2", (await client.ExpectAsync("CONNECTED"))["version"]);
    }

    [Fact]
    public async Task A_second_CONNECT_is_an_error()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SendTextAsync("CONNECT\naccept-version:1.2\nhost:h\n\n\0");

        TestFrame error = await client.ExpectErrorAsync();

        Assert.Equal("Already connected", error["message"]);
        await _broker.ExpectEndAsync(client);
    }

    [Theory]
    [InlineData("SEND\ndestination:/topic/a\nreceipt:r\n\nx\0")]
    [InlineData("SUBSCRIBE\ndestination:/topic/a\nid:1\nreceipt:r\n\n\0")]
    [InlineData("UNSUBSCRIBE\nid:1\nreceipt:r\n\n\0")]
    [InlineData("ACK\nid:1\nreceipt:r\n\n\0")]
    [InlineData("NACK\nid:1\nreceipt:r\n\n\0")]
    [InlineData("BEGIN\ntransaction:1\nreceipt:r\n\n\0")]
    [InlineData("COMMIT\ntransaction:1\nreceipt:r\n\n\0")]
    [InlineData("ABORT\ntransaction:1\nreceipt:r\n\n\0")]
    [InlineData("DISCONNECT\nreceipt:r\n\n\0")]
    [InlineData("MESSAGE\nreceipt:r\n\n\0")]
    public async Task Nothing_comes_before_CONNECT(string frame)
    {
        StompTestClient witness = await _broker.ConnectAsync();
        await witness.SubscribeAsync("/topic/a");
        StompTestClient client = _broker.Open();
        await client.SendTextAsync(frame + "CONNECT\naccept-version:1.2\nhost:h\n\n\0");

        TestFrame error = await client.ExpectErrorAsync();

        Assert.Equal("CONNECT comes first", error["message"]);
        Assert.Equal("r", error["receipt-id"]);
        Assert.Contains(frame[..frame.IndexOf('\n', StringComparison.Ordinal)], error.Text, StringComparison.Ordinal);
        await _broker.ExpectEndAsync(client);
        await witness.CallAsync("SEND", [("destination", "/topic/a")], "first");
        Assert.Equal("first", (await witness.ExpectAsync("MESSAGE")).Text);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("a,b")]
    [InlineData("-1,0")]
    [InlineData("1,")]
    [InlineData(",1")]
    [InlineData("1,2,3")]
    [InlineData("1.5,0")]
    [InlineData("")]
    public async Task A_heart_beat_that_is_not_two_numbers_is_an_error(string heartBeat)
    {
        StompTestClient client = _broker.Open();
        await client.SendTextAsync($"CONNECT\naccept-version:1.2\nhost:h\nheart-beat:{heartBeat}\n\n\0");

        TestFrame error = await client.ExpectErrorAsync();

        Assert.Equal("Malformed heart-beat", error["message"]);
        Assert.Contains("10000,10000", error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,0")]
    [InlineData("1,1")]
    [InlineData("0,99999999999999999999")]
    [InlineData("99999999999999999999,0")]
    [InlineData("2147483647,2147483647")]
    public async Task A_heart_beat_of_any_size_is_taken(string heartBeat)
    {
        StompTestClient client = _broker.Open();

        Assert.Equal("10000,10000", (await client.ConnectAsync(heartBeat: heartBeat))["heart-beat"]);
        await client.CallAsync("SEND", [("destination", "/topic/a")]);
    }

    [Fact]
    public async Task A_1_0_client_gets_no_heart_beat_header_and_its_own_is_not_looked_at()
    {
        TestFrame connected = await _broker.Open().ConnectAsync("1.0", heartBeat: "nonsense");

        Assert.Null(connected["heart-beat"]);
    }

    [Fact]
    public async Task A_refused_client_is_told_the_reason_or_nothing_that_helps_to_guess()
    {
        foreach (string? reason in new[] { "Your trial is over.", null })
        {
            await using var broker = new SessionFixture { Authenticator = new Authenticator(_ => ConnectDecision.Refuse(reason)) };
            StompTestClient client = broker.Open();
            await client.SendTextAsync("CONNECT\naccept-version:1.2\nhost:h\nlogin:joe\npasscode:secret\n\n\0SEND\ndestination:/topic/a\n\n\0");

            TestFrame error = await client.ExpectErrorAsync();

            Assert.Equal("Access refused", error["message"]);
            Assert.Contains(reason ?? "not right", error.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
            await broker.ExpectEndAsync(client);
        }
    }

    [Fact]
    public async Task Who_the_client_is_stands_in_CONNECTED_and_cannot_add_lines_to_it()
    {
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "joe:\r\nadmin:true\0")], "test"));
        await using var broker = new SessionFixture { Authenticator = new Authenticator(_ => ConnectDecision.Accept(user)) };

        TestFrame connected = await broker.Open().ConnectAsync();

        Assert.Equal("joe:  admin:true ", connected["user-name"]);
        Assert.Null(connected["admin"]);
        Assert.Same(user, broker.Registry.All.Single().User);
    }

    [Fact]
    public async Task An_authenticator_sees_what_the_frame_says_with_the_first_of_repeated_headers()
    {
        ConnectRequest? seen = null;
        await using var broker = new SessionFixture
        {
            Authenticator = new Authenticator(request =>
            {
                seen = request;
                return ConnectDecision.Accept();
            }),
        };
        StompTestClient client = broker.Open();
        await client.SendTextAsync("CONNECT\naccept-version:1.2\nhost:here\nlogin:joe\nlogin:admin\npasscode:a\\cb\nAuthorization:Bearer x\n\n\0");
        await client.ExpectAsync("CONNECTED");

        Assert.Equal("joe", seen!.Login);
        Assert.Equal(@"a\cb", seen.Passcode); // CONNECT knows no escapes
        Assert.Equal("here", seen.Host);
        Assert.Equal("Bearer x", seen.Header("Authorization"));
        Assert.Null(seen.Header("token"));
        Assert.Equal("tcp", seen.Transport);
        Assert.Equal("192.0.2.1", seen.RemoteAddress);
    }

    [Fact]
    public async Task Frames_behind_CONNECT_wait_until_it_is_decided()
    {
        var decision = new TaskCompletionSource<ConnectDecision>();
        await using var broker = new SessionFixture { Authenticator = new Authenticator((_, _) => new ValueTask<ConnectDecision>(decision.Task)) };
        StompTestClient client = broker.Open();
        await client.SendTextAsync("CONNECT\naccept-version:1.2\nhost:h\n\n\0SEND\ndestination:/topic/a\nreceipt:1\n\n\0");
        await Eventually.IsTrue(() => broker.Meter["stomp.frames.received", "CONNECT"] == 1, "CONNECT was read");
        Assert.Equal(0, broker.Meter["stomp.frames.received", "SEND"]);

        decision.SetResult(ConnectDecision.Accept());

        await client.ExpectAsync("CONNECTED");
        await client.ExpectReceiptAsync("1");
    }

    [Fact]
    public async Task An_authenticator_that_fails_says_nothing_of_itself_to_the_client()
    {
        await using var broker = new SessionFixture
        {
            Authenticator = new Authenticator((_, _) => throw new InvalidOperationException("password of the database: hunter2")),
        };
        StompTestClient client = broker.Open();
        await client.SendTextAsync("CONNECT\naccept-version:1.2\nhost:h\n\n\0");

        TestFrame error = await client.ExpectErrorAsync();

        Assert.Equal("Server error", error["message"]);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authenticator_that_never_answers_does_not_hold_the_connection_for_ever()
    {
        CancellationToken given = default;
        await using var broker = new SessionFixture
        {
            Authenticator = new Authenticator(
                async (_, stop) =>
                {
                    given = stop;
                    await Task.Delay(Timeout.Infinite, CancellationToken.None);
                    return ConnectDecision.Accept();
                }),
        };
        StompTestClient client = broker.Open();
        await client.SendTextAsync("CONNECT\naccept-version:1.2\nhost:h\n\n\0");
        await Eventually.IsTrue(() => given.CanBeCanceled, "the authenticator was asked");

        broker.Clock.Advance(broker.Limits.ConnectTimeout + TimeSpan.FromSeconds(1));

        Assert.Equal("Server error", (await client.ExpectErrorAsync())["message"]);
        Assert.True(given.IsCancellationRequested);
        await broker.ExpectEndAsync(client);
    }

    internal sealed class Authenticator(Func<ConnectRequest, CancellationToken, ValueTask<ConnectDecision>> answer) : IConnectAuthenticator
    {
        public Authenticator(Func<ConnectRequest, ConnectDecision> answer)
            : this((request, _) => new ValueTask<ConnectDecision>(answer(request)))
        {
        }

        public ValueTask<ConnectDecision> AuthenticateAsync(ConnectRequest request, CancellationToken cancellationToken) =>
            answer(request, cancellationToken);
    }
}
