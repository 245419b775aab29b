namespace Wava.Broker.Transports.SockJs;

internal sealed partial class SockJsConnection
{
    /// <summary>Writes whatever there is to write, if somebody is there to take it and no flush is pending.</summary>
    private void Pump()
    {
        Receiver receiver;
        ValueTask<bool> flush;
        lock (_gate)
        {
            if (_gone || _writing || _receiver is null) return;
            receiver = _receiver;
            if (!WriteDue(receiver, out bool done)) return;
            _lastFrame = _services.Time.GetTimestamp();
            NoteRoom();
            if (done)
            {
                Volatile.Write(ref _receiver, null);
                // Whoever asks a closed session again and again does not keep it.
                if (!_closeTold) _idleSince = _lastFrame;
                _closeTold = _close is not null && _waiting.IsEmpty;
                if (_waiting.IsEmpty) Sent(true);
            }
            else
            {
                flush = receiver.FlushAsync();
                if (flush is { IsCompletedSuccessfully: true, Result: true })
                {
                    if (_waiting.IsEmpty) Sent(true);
                    return;
                }

                _writing = true;
                _writingSince = _lastFrame;
                _ = AwaitFlushAsync(receiver, flush);
                return;
            }
        }

        if (_table is not null) _services.Wheel.Arm(this, NextDue(_services.Time.GetTimestamp()));
        receiver.Complete();
    }

    /// <summary>Writes the frames that are due. False: there are none.</summary>
    /// <param name="receiver">Who takes them.</param>
    /// <param name="done">Whether the receiver is to take no more.</param>
    private bool WriteDue(Receiver receiver, out bool done)
    {
        done = false;
        bool any = receiver.WriteOwn();
        bool frame = false;
        if (!_opened)
        {
            receiver.WriteOpen();
            _opened = frame = true;
            done = receiver.IsPolling;
        }

        if (!done && !_waiting.IsEmpty)
        {
            receiver.WriteMessages(_waiting.Span);
            _waiting.Release();
            _waitingMessages = 0;
            AccountWaiting();
            frame = true;
            done = receiver.IsPolling;
        }

        if (!done && _close is var (code, reason))
        {
            receiver.WriteClose(code, reason);
            frame = done = true;
        }

        if (!frame && _heartBeatDue)
        {
            receiver.WriteHeartBeat();
            frame = true;
            done = receiver.IsPolling;
        }

        _heartBeatDue = false;
        done |= frame && receiver.IsFull;
        return any || frame;
    }

    private async Task AwaitFlushAsync(Receiver receiver, ValueTask<bool> flush)
    {
        bool alive = false;
        try
        {
            alive = await flush;
        }
#pragma warning disable CA1031 // Whatever was thrown, the response is of no more use; who broke it says so itself.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Treated as a client that has gone.
        }

        bool lost;
        lock (_gate)
        {
            _writing = false;
            if (_receiver != receiver)
            {
                receiver.Complete();
                return;
            }

            lost = !alive;
            if (alive && _waiting.IsEmpty) Sent(true);
        }

        if (lost) Lost(receiver);
        else Pump();
    }
}
