namespace Wava.Broker.Transports.SockJs;

/// <summary>Whoever takes a session's frames at the moment: the response of an HTTP request, or a WebSocket.</summary>
/// <remarks>All writing is done under the lock of the <see cref="SockJsConnection"/> that it is attached to, never while a flush is pending.</remarks>
internal abstract class Receiver
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether it takes one frame and is done.</summary>
    public abstract bool IsPolling { get; }

    /// <summary>Whether it has taken as much as it may.</summary>
    public virtual bool IsFull => false;

    /// <summary>Completes when nothing more will be written to it.</summary>
    public Task Completion => _completion.Task;

    public void Complete() => _completion.TrySetResult();

    /// <summary>Writes what the transport itself has to say. False: nothing.</summary>
    public virtual bool WriteOwn() => false;

    public abstract void WriteOpen();

    /// <summary>Writes messages, encoded and parted by commas as they stand in a frame.</summary>
    public abstract void WriteMessages(ReadOnlySpan<byte> elements);

    public abstract void WriteHeartBeat();

    public abstract void WriteClose(int code, string reason);

    /// <summary>Sends what was written. False: the client is gone.</summary>
    public abstract ValueTask<bool> FlushAsync();

    /// <summary>Cuts the connection.</summary>
    public abstract void Abort();
}
