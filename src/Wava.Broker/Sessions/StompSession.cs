using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Wava.Broker.Channels;
using Wava.Broker.Frames;

namespace Wava.Broker.Sessions;

/// <summary>One client's conversation with the server, from its first octet to its last.</summary>
/// <remarks>
/// <code>
///             octets                frames                      messages
/// transport ---------> FrameReader ---------> StompSession ---------------> InboundChannel --> broker
///     ^                                            |
///     +---- Outbox &lt;--- RECEIPT, ERROR, CONNECTED -+   &lt;--- MESSAGE from whoever publishes
/// </code>
/// Frames are handled one after another, on the transport's reading loop; while one waits for something, the socket is simply not read. The
/// state machine has three states (connecting, connected, ended) and its verbs stand in files of their own (<c>StompSession.Send.cs</c>,
/// and so on). After an ERROR no further frame is looked at.
/// </remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "EndAsync disposes the reader; the token source stays for those who look at Ended.")]
public sealed partial class StompSession : IOutboxOwner
{
    private readonly SessionServices _services;
    private readonly ITransport _transport;
    private readonly FrameReader _reader;
    private readonly Outbox _outbox;
    private readonly SessionTimer _timer;
    private readonly CancellationTokenSource _ended = new();
    private readonly SubscriptionTable _subscriptions = new();
    private readonly long _startedAt;
    private long _receivedAt;
    private long _frameBegunAt;
    private volatile bool _connecting;
    private bool _connected;
    private volatile bool _waiting;
    private volatile CloseReason? _closing;
    private int _endedOnce;

    internal StompSession(SessionServices services, ITransport transport, ClaimsPrincipal? user, DateTimeOffset? expiresAt = null)
    {
        _services = services;
        _transport = transport;
        User = user;
        _reader = new FrameReader(services.Options.Early);
        StompLimits limits = services.Options.Limits;
        _outbox = new Outbox(transport, this, new OutboxLimits(limits.MaxOutboxSize, limits.MaxOutboxFrames), services.Time);
        _startedAt = _receivedAt = services.Time.GetTimestamp();
        _timer = new SessionTimer(this);
        SetExpiry(expiresAt);
        services.Registry.Add(this);
        services.Metrics.ConnectionOpened(transport.Name);
        services.Wheel.Arm(_timer, Await(Earliest(limits.ConnectTimeout, PollInterval), _startedAt));
    }

    /// <summary>The session's name: 128 random bits, told to the client in CONNECTED.</summary>
    public string Id { get; } = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Who the client is, or null when nobody asked.</summary>
    public ClaimsPrincipal? User { get; private set; }

    /// <summary>The version of STOMP that was agreed on.</summary>
    public StompVersion Version { get; private set; } = StompVersion.V12;

    /// <summary>How the client is connected: <c>websocket</c>, <c>tcp</c>, or one of SockJS, for instance <c>sockjs-xhr-streaming</c>.</summary>
    public string Transport => _transport.Name;

    /// <summary>Where the client connects from, if the transport knows.</summary>
    public string? RemoteAddress => _transport.RemoteAddress;

    /// <summary>Fires when the session has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Why the connection is to be closed, or null while it goes on.</summary>
    internal CloseReason? Closing => _closing;

    /// <summary>How long the last words may take.</summary>
    internal TimeSpan CloseTimeout => _services.Options.Limits.CloseTimeout;

    internal Outbox Outbox => _outbox;

    /// <summary>Whether more waits to be sent than half of what may: who can wait, should.</summary>
    internal bool IsBehind => _outbox.Octets > Limits.MaxOutboxSize / 2 || _outbox.Frames > Limits.MaxOutboxFrames / 2;

    private StompLimits Limits => _services.Options.Limits;

    /// <summary>Notes that the client is alive. Called by the transport for everything it reads, before it hands it on.</summary>
    internal void Received(long octets)
    {
        Volatile.Write(ref _receivedAt, _services.Time.GetTimestamp());
        _services.Metrics.ReceivedOctets(octets);
    }

    /// <summary>Handles the frames in <paramref name="octets"/>. All octets are consumed; a frame's rest is kept until it comes.</summary>
    /// <returns>False when the conversation is over: the transport closes the connection.</returns>
    internal ValueTask<bool> ReceiveAsync(ReadOnlyMemory<byte> octets)
    {
        int sends = 0;
        while (_closing is null)
        {
            FrameReadStatus status = _reader.Read(ref octets);
            if (status == FrameReadStatus.NeedMore)
            {
                _frameBegunAt = !_reader.InFrame ? 0 : _frameBegunAt != 0 ? _frameBegunAt : _receivedAt;
                if (sends > 0) _services.Metrics.Received(StompCommand.Send, sends);
                return new ValueTask<bool>(true);
            }

            if (status == FrameReadStatus.Error)
            {
                FailOnOctets();
                break;
            }

            _frameBegunAt = 0;
            ValueTask handled;
            try
            {
                if (_connected && _reader.Frame.Command == StompCommand.Send) sends++;
                handled = Handle(_reader.Frame);
            }
            catch (Exception e)
            {
                FailOnException(e, _reader.Frame);
                continue;
            }

            if (!handled.IsCompletedSuccessfully)
            {
                if (sends > 0) _services.Metrics.Received(StompCommand.Send, sends);
                return AwaitFrameAsync(handled, octets);
            }
        }

        if (sends > 0) _services.Metrics.Received(StompCommand.Send, sends);
        return new ValueTask<bool>(false);
    }

    private async ValueTask<bool> AwaitFrameAsync(ValueTask handled, ReadOnlyMemory<byte> rest)
    {
        _waiting = true;
        try
        {
            await handled;
        }
        catch (Exception e)
        {
            FailOnException(e, _reader.Frame);
        }

        // Time that the server took must not count against the client.
        _receivedAt = _services.Time.GetTimestamp();
        _waiting = false;
        return await ReceiveAsync(rest);
    }

    private ValueTask Handle(StompFrame frame)
    {
        StompCommand command = frame.Command;
        if (command == StompCommand.Send && _connected) return _services.Inbound.IsIntercepted ? InterceptAsync(frame) : Send(frame);
        _services.Metrics.Received(command);
        bool connects = command is StompCommand.Connect or StompCommand.Stomp;
        if (!_connected && !connects)
            return Refuse(frame, "CONNECT comes first", $"{StompCommands.Text(command)} came before the connection was made: begin with a CONNECT or STOMP frame.");
        return _services.Inbound.IsIntercepted ? InterceptAsync(frame) : Perform(frame);
    }

    /// <summary>Does what a frame asks for.</summary>
    private ValueTask Perform(StompFrame frame, InboundContext? intercepted = null)
    {
        StompCommand command = frame.Command;
        return command switch
        {
            StompCommand.Send => Send(frame, intercepted),
            StompCommand.Connect or StompCommand.Stomp => ConnectAsync(frame, intercepted),
            StompCommand.Subscribe => SubscribeAsync(frame, intercepted),
            StompCommand.Unsubscribe => UnsubscribeAsync(frame),
            StompCommand.Ack => Acknowledge(frame, DeliveryOutcome.Accepted),
            StompCommand.Nack => Acknowledge(frame, DeliveryOutcome.Rejected),
            StompCommand.Begin => Begin(frame),
            StompCommand.Commit => CommitAsync(frame),
            StompCommand.Abort => Abort(frame),
            StompCommand.Disconnect => Disconnect(frame),
            _ => Refuse(frame, "Not a client's frame", $"{StompCommands.Text(command)} is a frame that only a server sends."),
        };
    }

    /// <summary>Answers a frame that asked for it. Called once the frame has taken effect.</summary>
    private void Receipt(StompFrame frame, SubscribeResult? subscribed = null)
    {
        if (!frame.TryGetHeader(KnownHeader.Receipt, out StompHeader receipt)) return;
        Span<byte> id = receipt.RawValue.Length <= 256 ? stackalloc byte[256] : new byte[receipt.RawValue.Length];
        _outbox.Append(ControlFrames.Receipt(id[..receipt.DecodeValue(id)], subscribed, Version));
    }

    private static TimeSpan Earliest(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(Diagnostics.EventIds.SessionConnected, LogLevel.Debug, "Session {Session} connected over {Transport} from {Address}, STOMP {Version}.")]
    private static partial void LogConnected(ILogger logger, string session, string transport, string? address, string version);

    [LoggerMessage(Diagnostics.EventIds.SessionEnded, LogLevel.Debug, "Session {Session} ended: {Reason}.")]
    private static partial void LogEnded(ILogger logger, string session, string reason);

    [LoggerMessage(Diagnostics.EventIds.SessionRefused, LogLevel.Information, "Session {Session} over {Transport} from {Address} was refused: {Message}. {Details}")]
    private static partial void LogRefused(ILogger logger, string session, string transport, string? address, string message, string details);

    [LoggerMessage(Diagnostics.EventIds.SessionFailed, LogLevel.Error, "A frame of session {Session} could not be handled.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string session);

    [LoggerMessage(Diagnostics.EventIds.ErrorHandlerFailed, LogLevel.Error, "The error handler failed at an ERROR frame of session {Session}, which is sent as it was.")]
    private static partial void LogErrorHandler(ILogger logger, Exception exception, string session);

    [LoggerMessage(Diagnostics.EventIds.SessionNotSent, LogLevel.Error, "What waited for session {Session} could not be sent.")]
    private static partial void LogUnsent(ILogger logger, Exception exception, string session);

    [LoggerMessage(Diagnostics.EventIds.SlowConsumer, LogLevel.Warning, "Session {Session} over {Transport} from {Address} reads too slowly and is cut off: {Details}")]
    private static partial void LogSlow(ILogger logger, string session, string transport, string? address, string details);
}
