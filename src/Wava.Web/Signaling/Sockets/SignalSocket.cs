using System.Net.WebSockets;
using Wava.Web.Signaling.News;

namespace Wava.Web.Signaling.Sockets;

/// <summary>A bare WebSocket as a peer's connection: reads what it says, writes what it is told, and ends in order.</summary>
/// <remarks>
/// One loop reads and does what is asked, one writes. Whoever wants the end says why (<see cref="Close"/>); the first reason counts. Then the writer sends what still waits and the
/// close frame, and the reader waits for the client's, for a while.
/// </remarks>
internal sealed partial class SignalSocket : PeerLink, IAsyncDisposable
{
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly WebSocket _socket;
    private readonly string _room;
    private readonly SocketServices _services;
    private readonly SocketOutbox _outbox;
    private readonly CancellationTokenSource _cut = new();
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private volatile SocketClose? _closing;
    private volatile bool _hasLeft;

    public SignalSocket(WebSocket socket, string room, SocketServices services)
        : base(new Pace(services.Options.SignalsPerSecond, services.Options.SignalBurst, services.Time))
    {
        (_socket, _room, _services) = (socket, room, services);
        _outbox = new SocketOutbox(socket, services.Options.MaxSocketBacklog);
        _timer = services.Time.CreateTimer(_ => OnTimer(), null, services.Options.SignInTime, Timeout.InfiniteTimeSpan);
    }

    public override bool IsToldOfRoom => true;

    public override bool MayComeBack => _mayComeBack;

    public override bool IsOpen => _closing is null && !_cut.IsCancellationRequested;

    /// <summary>Who it is; null before it has said so.</summary>
    public SignIn? SignIn { get; private set; }

    public override ValueTask<bool> SendAsync(CallNews news)
    {
        if (news is Dismissed dismissed)
        {
            Close(dismissed.Reason == LeaveReason.Replaced ? SocketClose.Replaced : SocketClose.NoMember with { Words = dismissed.Reason });
            return new ValueTask<bool>(true);
        }

        return new ValueTask<bool>(Write(SocketJson.Write(news)));
    }

    /// <summary>Ends the connection, and says why.</summary>
    public void Close(SocketClose why)
    {
        if (Interlocked.CompareExchange(ref _closing, why, null) is not null) return;
        _outbox.Complete();
        _decided.TrySetResult();
        // From now on the timer watches that the end does not take for ever.
        SetTimer(CloseTime);
        if (why == SocketClose.TooSlow) _cut.Cancel();
    }

    /// <summary>Serves the socket until its end.</summary>
    /// <param name="signIn">Who it is, if that is known.</param>
    /// <param name="aborted">Fires when the connection is lost.</param>
    public async Task RunAsync(SignIn? signIn, CancellationToken aborted)
    {
        await using CancellationTokenRegistration lost = aborted.Register(_cut.Cancel);
        Task writing = WriteAsync();
        Task reading = ListenAsync(signIn);
        // The call need not wait for the good-byes.
        await _decided.Task;
        try
        {
            await ExitAsync();
        }
        finally
        {
            await reading;
            await writing;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        _cut.Dispose();
        _socket.Dispose();
    }

    private bool Write(byte[] text)
    {
        if (_outbox.TryAdd(text)) return true;
        if (_closing is null)
        {
            _services.Metrics.Refused("too-slow");
            LogTooSlow(_services.Logger);
        }

        Close(SocketClose.TooSlow);
        return false;
    }

    /// <summary>Reads to the end, whatever that is.</summary>
    private async Task ListenAsync(SignIn? signIn)
    {
        try
        {
            if (signIn is not null) await EnterAsync(new SocketSignIn(""), signIn);
            _hasLeft = await ReadAsync();
        }
        catch (Exception e) when (IsLoss(e))
        {
            // The end of it.
        }
        catch (Exception e)
        {
            LogFailed(_services.Logger, e);
            Close(SocketClose.Failed);
        }
        finally
        {
            Close(SocketClose.Normal);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await _outbox.SendAllAsync(_cut.Token);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(_closing!.Status, _closing.Words, _cut.Token);
        }
        catch (Exception e) when (IsLoss(e))
        {
            // Nobody is there to read it.
            await _cut.CancelAsync();
        }
    }

    /// <summary>Whether the connection is lost, which is no news.</summary>
    private static bool IsLoss(Exception e) => e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;

    private void OnTimer()
    {
        if (_closing is not null) _cut.Cancel();
        else Close(SignIn is null ? SocketClose.NotSignedIn : SocketClose.Expired);
    }

    private void SetTimer(TimeSpan? due)
    {
        TimeSpan next = due is not { } left ? Timeout.InfiniteTimeSpan : left < TimeSpan.Zero ? TimeSpan.Zero : left > LongestTimer ? LongestTimer : left;
        try
        {
            _timer.Change(next, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    [LoggerMessage(Hosting.EventIds.SocketFailed, LogLevel.Error, "A message of a bare WebSocket could not be handled.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(Hosting.EventIds.SocketTooSlow, LogLevel.Warning, "A bare WebSocket reads too slowly and is cut off (Signaling:MaxSocketBacklog).")]
    private static partial void LogTooSlow(ILogger logger);
}
