namespace Wava.Broker.Transports.SockJs;

/// <summary>A client's messages that the application has not read yet, bounded in number and characters: whoever adds one too many waits.</summary>
internal sealed class SockJsInbox(int maxMessages, long maxLength)
{
    private readonly Lock _gate = new();
    private readonly Queue<string> _messages = new();
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _news;
    private long _length;
    private bool _completed;

    /// <summary>Adds a message once there is room. False: nobody will read it any more.</summary>
    public async ValueTask<bool> AddAsync(string message)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (_completed) return false;
                if (_messages.Count == 0 || (_messages.Count < maxMessages && _length + message.Length <= maxLength))
                {
                    _messages.Enqueue(message);
                    _length += message.Length;
                    _news?.TrySetResult();
                    return true;
                }

                room = (_room ??= Source()).Task;
            }

            await room;
        }
    }

    /// <summary>The next message; null when there will be none.</summary>
    public async ValueTask<string?> ReadAsync(CancellationToken stop)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (_messages.TryDequeue(out string? message))
                {
                    _length -= message.Length;
                    _room?.TrySetResult();
                    _room = null;
                    return message;
                }

                if (_completed) return null;
                if (_news is null || _news.Task.IsCompleted) _news = Source();
                news = _news.Task;
            }

            await news.WaitAsync(stop);
        }
    }

    /// <summary>Lets nothing more in. What is there can still be read.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            _room?.TrySetResult();
            _news?.TrySetResult();
        }
    }

    private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
