using System.Threading.Tasks.Sources;

namespace Wava.Broker.Transports.SockJs;

internal sealed partial class SockJsConnection : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _sent = new() { RunContinuationsAsynchronously = true };
    private TaskCompletionSource? _room;
    private bool _sending;
    private bool _awaited;
    private int _accounted;

    /// <summary>Hands messages over, encoded and parted by commas, and completes when a receiver has taken them. One call at a time.</summary>
    /// <returns>False: the client is gone.</returns>
    public ValueTask<bool> SendAsync(ref OctetBuffer elements)
    {
        lock (_gate)
        {
            if (_gone)
            {
                elements.Release();
                return new ValueTask<bool>(false);
            }

            if (_waiting.IsEmpty)
            {
                _waiting = elements.Take();
            }
            else
            {
                _waiting.Append((byte)',');
                _waiting.Append(elements.Span);
                elements.Release();
            }

            _sending = true;
            _awaited = false;
        }

        Pump();
        lock (_gate)
        {
            if (_sending && _ending && !_writing && _waiting.Length <= KeptAtEnd) _sending = false;
            if (!_sending) return new ValueTask<bool>(!_gone);
            _awaited = true;
            return new ValueTask<bool>(this, _sent.Version);
        }
    }

    /// <summary>Takes one message of the application in, if there is room for it; one always fits, however large.</summary>
    public bool TryAppend(ReadOnlySpan<char> message)
    {
        lock (_gate)
        {
            if (_gone || _ending || _close is not null) return false;
            if (_waitingMessages > 0 && (_waitingMessages >= _options.MaxWaitingMessages || _waiting.Length >= _options.MaxWaitingBytes || _services.Budget.IsSpent)) return false;
            if (Kind == TransportKind.RawWebSocket)
            {
                RawMessages.Append(ref _waiting, message);
            }
            else
            {
                if (_waitingMessages > 0) _waiting.Append((byte)',');
                JsonText.AppendQuoted(ref _waiting, message);
            }

            _waitingMessages++;
            AccountWaiting();
        }

        Pump();
        return true;
    }

    /// <summary>Completes when there may be room again, or there will never be any.</summary>
    public Task WhenRoom()
    {
        lock (_gate)
        {
            if (_gone || _ending || _close is not null || _waitingMessages == 0) return Task.CompletedTask;
            return (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>The conversation draws to its end: its last words need not wait for somebody to take them.</summary>
    public void BeginClose()
    {
        lock (_gate)
        {
            _ending = true;
            if (_sending && !_writing && _waiting.Length <= KeptAtEnd) Sent(true);
        }
    }

    /// <summary>Closes the session: after what still waits, every receiver gets this, until the disconnect delay has run out.</summary>
    /// <param name="code">The close code.</param>
    /// <param name="reason">Why, in a few words.</param>
    /// <param name="discard">Whether what waits is thrown away, and a client that does not read is cut off.</param>
    public void Close(int code, string reason, bool discard = false)
    {
        Receiver? stuck = null;
        lock (_gate)
        {
            if (_gone || _close is not null) return;
            _close = (code, reason);
            if (discard)
            {
                _waiting.Release();
                AccountWaiting();
                if (_writing) stuck = _receiver;
            }

            // The delay counts from here when nobody is there to be told.
            if (_receiver is null) _idleSince = _services.Time.GetTimestamp();
            NoteRoom();
        }

        if (_table is not null) _services.Wheel.Arm(this, _options.DisconnectDelay);
        stuck?.Abort();
        Pump();
    }

    /// <summary>Cuts off a client that does not take what it is sent.</summary>
    public void Cut()
    {
        Receiver? stuck;
        lock (_gate) stuck = _writing ? _receiver : null;
        stuck?.Abort();
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        bool taken = _sent.GetResult(token);
        // At once and not before the next send, which may be hours away: until then it would hold on to who has awaited this one.
        _sent.Reset();
        return taken;
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _sent.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _sent.OnCompleted(continuation, state, token, flags);

    /// <summary>Answers the <see cref="SendAsync"/> that waits, if one does. Under the lock.</summary>
    private void Sent(bool taken)
    {
        if (!_sending) return;
        _sending = false;
        if (!_awaited) return;
        _awaited = false;
        _sent.SetResult(taken);
    }

    /// <summary>Tells the budget of all sessions what has changed here. Under the lock.</summary>
    private void AccountWaiting()
    {
        int change = _waiting.Length - _accounted;
        if (change == 0) return;
        _accounted += change;
        _services.Budget.Add(change);
    }

    private void NoteRoom()
    {
        if (_room is not { } room) return;
        if (_waitingMessages > 0 && _close is null && !_gone) return;
        _room = null;
        room.TrySetResult();
    }
}
