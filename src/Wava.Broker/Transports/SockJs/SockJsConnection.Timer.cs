namespace Wava.Broker.Transports.SockJs;

internal sealed partial class SockJsConnection
{
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(10);

    /// <summary>Looks after everything about the session that has to do with time. Called by the wheel.</summary>
    internal override TimeSpan OnDue(long now)
    {
        Receiver? stuck = null;
        bool over = false;
        lock (_gate)
        {
            if (_gone) return Timeout.InfiniteTimeSpan;
            if (_receiver is null) over = Since(_idleSince, now) >= _options.DisconnectDelay;
            else if (_writing) stuck = Since(_writingSince, now) >= MostStuck ? _receiver : null;
            else _heartBeatDue = HasHeartBeats && Since(_lastFrame, now) >= _options.HeartBeat;
        }

        if (over)
        {
            End();
            return Timeout.InfiniteTimeSpan;
        }

        if (stuck is not null) stuck.Abort();
        else if (_heartBeatDue) Pump();
        return NextDue(now);
    }

    private bool HasHeartBeats => _options.HeartBeat > TimeSpan.Zero && _payload is { HasHeartBeats: false };

    /// <summary>A STOMP session knows sooner when a client does not read, and tells it why; this is for those that carry something else.</summary>
    private TimeSpan MostStuck => _services.Limits.WriteTimeout + _services.Limits.CloseTimeout;

    private TimeSpan NextDue(long now)
    {
        lock (_gate)
        {
            TimeSpan next = _receiver is null ? LookAtNobody(now)
                : _writing ? LookAtWriting(now)
                : HasHeartBeats ? _options.HeartBeat - Since(_lastFrame, now)
                : Seldom;
            return next > TimeSpan.Zero ? next : TimeSpan.FromMilliseconds(1);
        }
    }

    /// <summary>Nobody receives: until that has lasted too long, or a receiver that may come meanwhile wants its first heart-beat.</summary>
    private TimeSpan LookAtNobody(long now)
    {
        TimeSpan left = _options.DisconnectDelay - Since(_idleSince, now);
        return HasHeartBeats && _options.HeartBeat < left ? _options.HeartBeat : left;
    }

    /// <summary>A write is under way: until it is stuck, or, so that heart-beats begin soon after it, a part of their interval.</summary>
    private TimeSpan LookAtWriting(long now)
    {
        TimeSpan stuck = MostStuck - Since(_writingSince, now);
        return HasHeartBeats && _options.HeartBeat / 4 < stuck ? _options.HeartBeat / 4 : stuck;
    }

    private TimeSpan Since(long then, long now) => _services.Time.GetElapsedTime(then, now);
}
