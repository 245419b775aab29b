using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Sessions;
using Wava.Broker.Transports.SockJs;
using Wava.Testing;

namespace Wava.Broker.Tests.Transports.SockJs;

/// <summary>STOMP over SockJS: the same session as elsewhere, told by a client that comes and goes.</summary>
public sealed class StompPayloadTests
{
    [Fact]
    public async Task A_client_that_polls_is_a_session_like_any_other()
    {
        await using var fixture = new SessionFixture();
        Client client = new(fixture);
        Assert.Equal("o", await client.PollAsync());
        await client.SayAsync("CONNECT\naccept-version:1.2\nheart-beat:0,0\n\n\0");

        Assert.StartsWith("CONNECTED\n", await client.HearAsync(), StringComparison.Ordinal);
        Assert.Equal("sockjs-xhr-polling", Assert.Single(fixture.Registry.Sessions).Transport);
    }

    [Fact]
    public async Task Neither_the_sockjs_id_nor_anything_else_of_the_client_names_the_session()
    {
        await using var fixture = new SessionFixture();
        Client client = new(fixture);
        await client.ConnectAsync();

        Assert.Equal(22, Assert.Single(fixture.Registry.Sessions).Id.Length);
    }

    [Fact]
    public async Task A_client_that_is_between_two_polls_is_no_slow_reader()
    {
        await using var fixture = new SessionFixture();
        Client client = new(fixture, delay: TimeSpan.FromMinutes(1));
        await client.ConnectAsync();
        await client.SayAsync("SUBSCRIBE\nid:1\ndestination:/topic/a\n\n\0", "SEND\ndestination:/topic/a\n\nx\0");
        fixture.Clock.Advance(TimeSpan.FromSeconds(50));

        Assert.Contains("\n\nx\0", await client.HearAsync(), StringComparison.Ordinal);
        Assert.Single(fixture.Registry.Sessions);
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_stream_is_one()
    {
        await using var fixture = new SessionFixture();
        Client client = new(fixture);
        await client.ConnectAsync();
        FakeReceiver stream = client.Stream();
        stream.Stall();
        await client.SayAsync("SUBSCRIBE\nid:1\ndestination:/topic/a\n\n\0", "SEND\ndestination:/topic/a\n\nx\0");
        await Eventually.IsTrue(() => fixture.Registry.All.All(each => each.Outbox.FlushingSince != 0), "the flush waits");
        await Eventually.IsTrue(
            () =>
            {
                fixture.Clock.Advance(TimeSpan.FromSeconds(1));
                return stream.Aborted && fixture.Registry.Count == 0;
            },
            "the client was cut off");
    }

    [Fact]
    public async Task Heart_beats_of_stomp_are_real_and_silence_those_of_sockjs()
    {
        await using var fixture = new SessionFixture();
        Client client = new(fixture);
        await client.ConnectAsync(heartBeat: "0,10000");
        FakeReceiver stream = client.Stream();
        // More than one interval of either kind.
        for (int i = 0; i < 6; i++)
        {
            int before = stream.Frames.Count;
            await Eventually.IsTrue(
                () =>
                {
                    fixture.Clock.Advance(TimeSpan.FromSeconds(1));
                    return stream.Frames.Count > before;
                },
                "a heart-beat came");
        }

        Assert.All(stream.Frames, each => Assert.Equal("a[\"\\n\"]", each));
    }

    [Fact]
    public async Task The_error_waits_for_the_next_poll_and_the_close_frame_comes_after_it()
    {
        await using var fixture = new SessionFixture();
        Client client = new(fixture);
        await client.ConnectAsync();
        await client.SayAsync("NONSENSE\n\n\0");
        await Eventually.IsTrue(() => fixture.Registry.Count == 0, "the session ended");

        Assert.StartsWith("ERROR\n", await client.HearAsync(), StringComparison.Ordinal);
        Assert.Equal("c[1002,\"Protocol error\"]", await client.PollAsync());
        Assert.Equal("c[1002,\"Protocol error\"]", await client.PollAsync());
    }

    [Fact]
    public async Task A_client_that_stays_away_is_lost_and_its_queue_gets_back_what_it_was_lent()
    {
        await using var fixture = new SessionFixture();
        Client client = new(fixture);
        await client.ConnectAsync();
        await client.SayAsync("SUBSCRIBE\nid:1\ndestination:/queue/a\nack:client\n\n\0", "SEND\ndestination:/queue/a\n\nx\0");
        await client.HearAsync();
        await Eventually.IsTrue(
            () =>
            {
                fixture.Clock.Advance(TimeSpan.FromSeconds(1));
                return fixture.Registry.Count == 0;
            },
            "the session ended");
        StompTestClient other = await fixture.ConnectAsync();
        await other.SubscribeAsync("/queue/a");

        Assert.Equal("true", (await other.ExpectAsync("MESSAGE"))["redelivered"]);
    }

    [Fact]
    public async Task What_is_no_text_is_sent_as_question_marks()
    {
        await using var fixture = new SessionFixture();
        Client client = new(fixture);
        await client.ConnectAsync();
        await client.SayAsync("SUBSCRIBE\nid:1\ndestination:/topic/a\nreceipt:r\n\n\0");
        await client.HearAsync();
        await fixture.Broker.PublishAsync(Wava.Broker.Messages.Message.Create("/topic/a", new byte[] { 0xFF, 0x41 }), default);

        string heard = await client.HearAsync();
        Assert.Contains("content-length:2\n", heard, StringComparison.Ordinal);
        Assert.EndsWith("\n\n?A\0", heard, StringComparison.Ordinal);
    }

    /// <summary>A client that polls.</summary>
    private sealed class Client
    {
        private readonly SockJsConnection _connection;
        private readonly StompPayload _payload;

        public Client(SessionFixture fixture, TimeSpan? delay = null)
        {
            SessionServices sessions = fixture.Services;
            var services = new SockJsServices(
                fixture.Limits, fixture.Admission, new SessionCensus(), new WaitingBudget(1 << 20), sessions.Wheel, fixture.Clock, sessions.Metrics, sessions.LogBudget, Mock.Of<IServiceScopeFactory>(), NullLogger<SockJsEndpoint>.Instance);
            _connection = new SockJsConnection(services, new SockJsOptions { DisconnectDelay = delay ?? TimeSpan.FromSeconds(5) }, TransportKind.Xhr, user: null, "192.0.2.1", new SessionTable(), "id");
            _payload = new StompPayload(sessions, _connection);
            _connection.Start(_payload);
        }

        public FakeReceiver Stream()
        {
            var stream = new FakeReceiver(polls: false);
            Assert.Equal(AttachResult.Attached, _connection.Attach(stream));
            return stream;
        }

        public async Task<string> PollAsync()
        {
            var poll = new FakeReceiver(polls: true);
            Assert.Equal(AttachResult.Attached, _connection.Attach(poll));
            await poll.Completion.WaitAsync(TimeSpan.FromSeconds(10));
            return Assert.Single(poll.Frames);
        }

        /// <summary>The STOMP frames that the next poll brings.</summary>
        public async Task<string> HearAsync() => string.Concat(JsonSerializer.Deserialize<string[]>((await PollAsync())[1..])!);

        public async Task SayAsync(params string[] frames)
        {
            byte[] text = Encoding.UTF8.GetBytes(string.Concat(frames));
            _payload.Received(text.Length);
            await _payload.ReceiveAsync(text, [text.Length]);
        }

        public async Task ConnectAsync(string heartBeat = "0,0")
        {
            await PollAsync();
            await SayAsync($"CONNECT\naccept-version:1.2\nheart-beat:{heartBeat}\n\n\0");
            await HearAsync();
        }
    }
}
