namespace Wava.Broker.Sessions;

public sealed partial class StompSession
{
    private static readonly byte[] Beat = ControlFrames.HeartBeat;
    private static readonly TimeSpan MostLate = TimeSpan.FromSeconds(2);
    private TimeSpan _sendEvery;
    private TimeSpan _receiveWithin;
    private long _dueAt;
    private long _closingAt;

    /// <summary>How often a session looks after itself at the least: a stalled write must be noticed although nothing happens.</summary>
    private TimeSpan PollInterval => Limits.WriteTimeout / 4;

    /// <summary>Whether the session lets its client hear from it regularly.</summary>
    internal bool SendsHeartBeats => _sendEvery > TimeSpan.Zero;

    private void StartHeartBeats((int Outgoing, int Incoming) client, (int Outgoing, int Incoming) own)
    {
        HeartBeatOptions options = _services.Options.HeartBeat;
        if (own.Outgoing > 0 && client.Incoming > 0)
        {
            // Sent a little early, so that the client, whose clock and network are not ours, never waits longer than agreed.
            TimeSpan agreed = TimeSpan.FromMilliseconds(Math.Max(own.Outgoing, client.Incoming));
            _sendEvery = agreed - Earliest(agreed / 2, TimeSpan.FromMilliseconds(150));
        }

        if (own.Incoming > 0 && client.Outgoing > 0)
        {
            TimeSpan agreed = TimeSpan.FromMilliseconds(Math.Max(own.Incoming, client.Outgoing));
            TimeSpan grace = agreed * (options.Tolerance - 1);
            _receiveWithin = agreed + (grace > options.MinimumGrace ? grace : options.MinimumGrace);
        }

        long now = _services.Time.GetTimestamp();
        _services.Wheel.Arm(_timer, Await(NextDue(now), now));
    }

    /// <summary>Looks after everything about the session that has to do with time. Called by the wheel.</summary>
    private TimeSpan OnDue(long now)
    {
        if (_closing is not null)
        {
            // Zero: decided this very moment on another thread, which has not written down yet when.
            long closingAt = Volatile.Read(ref _closingAt);
            TimeSpan left = closingAt == 0 ? CloseTimeout : CloseTimeout - Since(closingAt, now);
            if (left > TimeSpan.Zero) return left;
            _transport.Abort();
            return Timeout.InfiniteTimeSpan;
        }

        // Whoever was asleep himself (a paused process, a machine without a moment to spare) must not blame the client, whose octets may lie
        // unread: it gets another look, and a whole interval for its next heart-beat.
        bool late = Since(Volatile.Read(ref _dueAt), now) > MostLate;
        if (late) Volatile.Write(ref _receivedAt, now);
        else if (Overdue(now)) return CloseTimeout;
        if (_sendEvery > TimeSpan.Zero && Since(_outbox.LastSent, now) >= _sendEvery && _outbox.Frames == 0) _outbox.Append(Beat);
        if (Since(_outbox.LastSent, now) >= PollInterval) _outbox.Trim();
        return Await(!late ? NextDue(now) : _sendEvery > TimeSpan.Zero ? Earliest(_sendEvery, PollInterval) : PollInterval, now);
    }

    /// <summary>Ends the session when the client has let a time limit pass.</summary>
    private bool Overdue(long now)
    {
        if (!_connecting && Since(_startedAt, now) >= Limits.ConnectTimeout)
            return FailTimeout("No CONNECT", $"A client has {Limits.ConnectTimeout.TotalSeconds:0.#} seconds to send its CONNECT frame (Limits.ConnectTimeout).", "ConnectTimeout");
        if (HasExpired(now)) return true;
        long begun = Volatile.Read(ref _frameBegunAt);
        if (begun != 0 && Since(begun, now) >= Limits.FrameTimeout)
            return FailTimeout("Unfinished frame", $"A client has {Limits.FrameTimeout.TotalSeconds:0.#} seconds to finish a frame (Limits.FrameTimeout).", "FrameTimeout");
        long flushing = _outbox.FlushingSince;
        if (flushing != 0 && _transport.IsPeerAway)
        {
            // The transport knows how long its peer may stay away.
            _outbox.ExcuseWait(flushing, now);
        }
        else if (flushing != 0 && Since(flushing, now) >= Limits.WriteTimeout)
        {
            FailSlow($"it has read nothing for {Limits.WriteTimeout.TotalSeconds:0.#} seconds (Limits.WriteTimeout)", "WriteTimeout");
            return true;
        }

        if (_receiveWithin <= TimeSpan.Zero) return false;
        if (!_waiting) return Since(Volatile.Read(ref _receivedAt), now) >= _receiveWithin && FailHeartBeat();
        // Who does not read because a frame is being handled must not blame the client either.
        Volatile.Write(ref _receivedAt, now);
        return false;
    }

    /// <summary>Notes when the next look is due, so that one that comes late can be told.</summary>
    private TimeSpan Await(TimeSpan next, long now)
    {
        Volatile.Write(ref _dueAt, now + (long)(next.TotalSeconds * _services.Time.TimestampFrequency));
        return next;
    }

    private TimeSpan NextDue(long now)
    {
        TimeSpan next = PollInterval;
        if (!_connecting) next = Earliest(next, Limits.ConnectTimeout - Since(_startedAt, now));
        long begun = Volatile.Read(ref _frameBegunAt);
        if (begun != 0) next = Earliest(next, Limits.FrameTimeout - Since(begun, now));
        long expires = Volatile.Read(ref _expiresAt);
        if (expires != 0) next = Earliest(next, Since(now, expires));
        long flushing = _outbox.FlushingSince;
        if (flushing != 0) next = Earliest(next, Limits.WriteTimeout - Since(flushing, now));
        if (_sendEvery > TimeSpan.Zero)
        {
            TimeSpan left = _sendEvery - Since(_outbox.LastSent, now);
            next = Earliest(next, left > TimeSpan.Zero ? left : _sendEvery);
        }

        if (_receiveWithin > TimeSpan.Zero) next = Earliest(next, _receiveWithin - Since(_receivedAt, now));
        return next > TimeSpan.Zero ? next : TimeSpan.FromMilliseconds(1);
    }

    private bool FailTimeout(string message, string details, string limit)
    {
        Fail(new ErrorReply(CloseReason.Timeout, message, details) { Limit = limit });
        return true;
    }

    private bool FailHeartBeat()
    {
        Fail(new ErrorReply(CloseReason.HeartBeat, "No heart-beat", $"Nothing came from the client for {_receiveWithin.TotalSeconds:0.#} seconds, although it had promised heart-beats.") { Limit = "HeartBeat" });
        return true;
    }

    private TimeSpan Since(long then, long now) => _services.Time.GetElapsedTime(then, now);

    /// <summary>The session's one entry in the wheel.</summary>
    private sealed class SessionTimer(StompSession session) : WheelTimer
    {
        internal override TimeSpan OnDue(long now) => session.OnDue(now);
    }
}
