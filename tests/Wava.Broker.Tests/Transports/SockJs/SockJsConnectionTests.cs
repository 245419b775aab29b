using Wava.Broker.Transports.SockJs;
using Wava.Testing;

namespace Wava.Broker.Tests.Transports.SockJs;

public sealed class SockJsConnectionTests : IDisposable
{
    private readonly SockJsFixture _fixture = new();

    [Fact]
    public void The_first_poll_opens_the_session_and_is_answered_at_once()
    {
        SockJsConnection connection = _fixture.Open();

        Assert.Equal(["o"], Poll(connection).Frames);
        FakeReceiver second = Poll(connection);
        Assert.Empty(second.Frames);
        Assert.False(second.Completion.IsCompleted);
    }

    [Fact]
    public void A_stream_gets_all_there_is_and_stays()
    {
        SockJsConnection connection = _fixture.Open();
        connection.TryAppend("early");
        FakeReceiver stream = Stream(connection);
        connection.TryAppend("late");

        Assert.Equal(["o", "a[\"early\"]", "a[\"late\"]"], stream.Frames);
        Assert.False(stream.Completion.IsCompleted);
    }

    [Fact]
    public void There_is_one_receiver_at_a_time()
    {
        SockJsConnection connection = _fixture.Open();
        FakeReceiver first = Stream(connection);

        Assert.Equal(AttachResult.Busy, connection.Attach(new FakeReceiver(polls: false)));
        connection.TryAppend("x");
        Assert.Equal(["o", "a[\"x\"]"], first.Frames);
    }

    [Fact]
    public void What_is_said_between_two_polls_comes_in_one_frame()
    {
        SockJsConnection connection = _fixture.Open();
        Poll(connection);
        connection.TryAppend("1");
        connection.TryAppend("2");

        FakeReceiver poll = Poll(connection);
        Assert.Equal(["a[\"1\",\"2\"]"], poll.Frames);
        Assert.True(poll.Completion.IsCompleted);
    }

    [Fact]
    public void A_full_stream_ends_and_the_next_one_goes_on()
    {
        SockJsConnection connection = _fixture.Open();
        FakeReceiver full = new(polls: false, most: 2);
        connection.Attach(full);
        connection.TryAppend("1");
        connection.TryAppend("2");

        Assert.Equal(["o", "a[\"1\"]"], full.Frames);
        Assert.True(full.Completion.IsCompleted);
        Assert.Equal(["a[\"2\"]"], Stream(connection).Frames);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_heart_beat_comes_when_nothing_else_did_for_so_long(bool polls)
    {
        SockJsConnection connection = _fixture.Open();
        Poll(connection);
        FakeReceiver receiver = new(polls);
        connection.Attach(receiver);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(24.8));
        Assert.Empty(receiver.Frames);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(0.4));

        Assert.Equal(["h"], receiver.Frames);
        Assert.Equal(polls, receiver.Completion.IsCompleted);
    }

    [Fact]
    public void A_write_that_took_its_time_does_not_put_the_heart_beats_off_for_long()
    {
        _fixture.Options.HeartBeat = TimeSpan.FromSeconds(2);
        SockJsConnection connection = _fixture.Open(kind: TransportKind.WebSocket);
        FakeReceiver slow = new(polls: false);
        slow.Stall();
        connection.Attach(slow);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(2.2));
        slow.Resume();
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["o", "h"], slow.Frames);
    }

    [Fact]
    public void A_message_puts_the_heart_beat_off()
    {
        SockJsConnection connection = _fixture.Open();
        FakeReceiver stream = Stream(connection);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(20));
        connection.TryAppend("x");
        _fixture.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.DoesNotContain("h", stream.Frames);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Contains("h", stream.Frames);
    }

    [Fact]
    public void A_conversation_with_heart_beats_of_its_own_gets_no_others()
    {
        _fixture.Payload.HasHeartBeats = true;
        SockJsConnection connection = _fixture.Open();
        FakeReceiver stream = Stream(connection);
        _fixture.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(["o"], stream.Frames);
    }

    [Fact]
    public void A_session_that_nobody_receives_from_is_forgotten_after_the_delay()
    {
        SockJsConnection connection = _fixture.Open();
        Poll(connection);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(1, _fixture.Table.Count);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(0.3));

        Assert.Equal(0, _fixture.Table.Count);
        Assert.Equal(0, _fixture.Admission.Count);
        Assert.Equal(1, _fixture.Payload.Ends);
        Assert.Equal(AttachResult.Gone, connection.Attach(new FakeReceiver(polls: true)));
        Assert.False(connection.TryAppend("x"));
    }

    [Fact]
    public void A_session_whose_first_request_was_never_followed_up_is_forgotten_too()
    {
        _fixture.Open();
        _fixture.Clock.Advance(TimeSpan.FromSeconds(5.2));

        Assert.Equal(0, _fixture.Table.Count);
    }

    [Fact]
    public void A_receiver_keeps_the_session_alive_and_so_does_coming_back_in_time()
    {
        SockJsConnection connection = _fixture.Open();
        Poll(connection);
        for (int i = 0; i < 5; i++)
        {
            _fixture.Clock.Advance(TimeSpan.FromSeconds(4));
            connection.TryAppend("x");
            Assert.Equal(["a[\"x\"]"], Poll(connection).Frames);
        }

        FakeReceiver waiting = Poll(connection);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.False(waiting.Completion.IsCompleted);
        Assert.Equal(1, _fixture.Table.Count);
    }

    [Fact]
    public void A_receiver_that_breaks_off_ends_the_session_at_once()
    {
        SockJsConnection connection = _fixture.Open();
        FakeReceiver stream = Stream(connection);
        connection.Lost(stream);

        Assert.Equal(0, _fixture.Table.Count);
        Assert.Equal(1, _fixture.Payload.Ends);
        Assert.True(stream.Completion.IsCompleted);
    }

    [Fact]
    public void A_receiver_that_was_done_may_break_off_as_it_likes()
    {
        SockJsConnection connection = _fixture.Open();
        connection.Lost(Poll(connection));

        Assert.Equal(1, _fixture.Table.Count);
    }

    [Fact]
    public void A_closed_session_says_so_after_what_still_waited_and_to_everybody_who_asks()
    {
        SockJsConnection connection = _fixture.Open();
        Poll(connection);
        connection.TryAppend("last");
        connection.Close(3000, "Go away!");

        Assert.Equal(["a[\"last\"]"], Poll(connection).Frames);
        for (int i = 0; i < 3; i++) Assert.Equal(["c[3000,\"Go away!\"]"], Poll(connection).Frames);
        Assert.False(connection.TryAppend("more"));
    }

    [Fact]
    public void A_stream_ends_with_the_close_frame()
    {
        SockJsConnection connection = _fixture.Open();
        FakeReceiver stream = Stream(connection);
        connection.Close(3000, "Go away!");

        Assert.Equal(["o", "c[3000,\"Go away!\"]"], stream.Frames);
        Assert.True(stream.Completion.IsCompleted);
    }

    [Fact]
    public void Whoever_keeps_asking_a_closed_session_does_not_keep_it()
    {
        SockJsConnection connection = _fixture.Open();
        Poll(connection);
        connection.Close(3000, "Go away!");
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(["c[3000,\"Go away!\"]"], Poll(connection).Frames);
            _fixture.Clock.Advance(TimeSpan.FromSeconds(1.1));
        }

        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _fixture.Table.Count);
    }

    [Fact]
    public async Task What_waits_for_a_client_that_does_not_read_is_bounded_in_messages()
    {
        _fixture.Options.MaxWaitingMessages = 3;
        SockJsConnection connection = _fixture.Open();
        for (int i = 0; i < 3; i++) Assert.True(connection.TryAppend("x"));
        Assert.False(connection.TryAppend("x"));
        Task room = connection.WhenRoom();
        Assert.False(room.IsCompleted);
        Stream(connection);

        await room.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(connection.TryAppend("x"));
    }

    [Fact]
    public void And_in_octets_but_one_message_always_fits()
    {
        _fixture.Options.MaxWaitingBytes = 10;
        SockJsConnection connection = _fixture.Open();

        Assert.True(connection.TryAppend(new string('x', 1000)));
        Assert.False(connection.TryAppend("x"));
    }

    [Fact]
    public void What_waits_for_all_clients_together_is_bounded_too()
    {
        SockJsConnection first = _fixture.Open(id: "first");
        SockJsConnection second = _fixture.Open(id: "second");
        while (first.TryAppend(new string('x', 100)))
        {
            // Until the budget of the fixture is spent.
        }

        Assert.True(second.TryAppend("one always fits"));
        Assert.False(second.TryAppend("x"));
        first.End();
        Assert.True(second.TryAppend("x"));
        second.End();
        Assert.Equal(0, _fixture.Budget.Total);
    }

    [Fact]
    public async Task Whoever_hands_messages_over_waits_until_a_poll_takes_them()
    {
        SockJsConnection connection = _fixture.Open();
        Poll(connection);
        Task<bool> sent = Send(connection, "x");
        Assert.False(sent.IsCompleted);

        Assert.Equal(["a[\"x\"]"], Poll(connection).Frames);
        Assert.True(await sent.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Or_until_a_stream_has_sent_them()
    {
        SockJsConnection connection = _fixture.Open();
        FakeReceiver stream = Stream(connection);
        Assert.True(Send(connection, "quick").IsCompleted);
        stream.Stall();
        Task<bool> sent = Send(connection, "slow");
        Assert.False(sent.IsCompleted);
        stream.Resume();

        Assert.True(await sent.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(["o", "a[\"quick\"]", "a[\"slow\"]"], stream.Frames);
    }

    [Fact]
    public async Task Or_learns_that_the_client_has_gone()
    {
        SockJsConnection connection = _fixture.Open();
        Task<bool> sent = Send(connection, "x");
        _fixture.Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.False(await sent.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.False(await Send(connection, "y"));
    }

    [Fact]
    public async Task Last_words_are_kept_for_a_client_that_comes_for_them_later()
    {
        SockJsConnection connection = _fixture.Open();
        Poll(connection);
        Task<bool> before = Send(connection, "before");
        connection.BeginClose();
        Assert.True(await before.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.True(await Send(connection, "last"));
        connection.Close(1002, "Protocol error");

        Assert.Equal(["a[\"before\",\"last\"]"], Poll(connection).Frames);
        Assert.Equal(["c[1002,\"Protocol error\"]"], Poll(connection).Frames);
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_stream_is_cut_off()
    {
        SockJsConnection connection = _fixture.Open();
        FakeReceiver stream = Stream(connection);
        stream.Stall();
        connection.TryAppend("x");
        _fixture.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.True(stream.Aborted);
        await Eventually.IsTrue(() => _fixture.Table.Count == 0, "the session ended");
    }

    [Fact]
    public async Task A_response_does_not_end_under_a_flush()
    {
        SockJsConnection connection = _fixture.Open();
        FakeReceiver stream = Stream(connection);
        stream.Stall();
        connection.TryAppend("x");
        connection.Lost(stream);
        Assert.False(stream.Completion.IsCompleted);
        stream.Resume(alive: false);

        await stream.Completion.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Frames_keep_their_order_whoever_writes_them()
    {
        _fixture.Options.MaxWaitingMessages = int.MaxValue;
        _fixture.Budget.Add(long.MinValue / 2);
        SockJsConnection connection = _fixture.Open();
        var heard = new List<string>();
        using var stop = new CancellationTokenSource();
        Task receiving = Task.Run(async () =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                FakeReceiver receiver = new(polls: i % 2 == 0, most: 1 + (i % 3));
                Assert.Equal(AttachResult.Attached, connection.Attach(receiver));
                await receiver.Completion;
                heard.AddRange(receiver.Frames);
            }
        });
        for (int i = 0; i < 2000; i++)
        {
            Assert.True(connection.TryAppend($"{i}"));
            if (i % 50 == 0) await Task.Yield();
        }

        await stop.CancelAsync();
        connection.Close(1000, "");
        await receiving.WaitAsync(TimeSpan.FromSeconds(10));
        FakeReceiver last;
        do
        {
            connection.Attach(last = new FakeReceiver(polls: true));
            heard.AddRange(last.Frames);
        }
        while (!last.Frames[0].StartsWith('c'));

        Assert.Equal("o", heard[0]);
        Assert.Equal(Enumerable.Range(0, 2000).Select(each => $"{each}"), heard.Where(each => each[0] == 'a').SelectMany(each => System.Text.Json.JsonSerializer.Deserialize<string[]>(each[1..])!));
    }

    public void Dispose() => _fixture.Dispose();

    private static FakeReceiver Poll(SockJsConnection connection)
    {
        var poll = new FakeReceiver(polls: true);
        Assert.Equal(AttachResult.Attached, connection.Attach(poll));
        return poll;
    }

    private static FakeReceiver Stream(SockJsConnection connection)
    {
        var stream = new FakeReceiver(polls: false);
        Assert.Equal(AttachResult.Attached, connection.Attach(stream));
        return stream;
    }

    private static Task<bool> Send(SockJsConnection connection, string message)
    {
        OctetBuffer elements = default;
        JsonText.AppendQuoted(ref elements, message);
        return connection.SendAsync(ref elements).AsTask();
    }
}
