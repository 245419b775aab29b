using System.Security.Claims;
using Microsoft.Extensions.Logging;
using Wava.Broker.Diagnostics;
using Wava.Broker.Sessions;

namespace Wava.Broker.Transports.SockJs;

/// <summary>One SockJS session: what stays while requests come and go.</summary>
/// <remarks>
/// <code>
///                 first receiver                        receiver breaks off, or none for the disconnect delay
///   (unknown id) ---------------> open ------------------------------------------------------------------> gone
///                                  |  ^  \                                                                   ^
///                        receiver  |  |   \ the payload closes it                    the delay has run out   |
///                 completes, or    v  |    +---------------------> closed: every receiver gets c[...] -------+
///                      a new one comes
/// </code>
/// <para>
/// The problem: frames come from a publisher's flush, from the clock, from the payload's end, each on a thread of its own, and receivers attach and
/// vanish meanwhile. The idea: whoever has something to say notes it under the lock and calls <see cref="Pump"/>; there, one thread at
/// a time writes everything that is due to the receiver, in the order open, messages, close (a heart-beat only when there is nothing else). A poll takes
/// one frame, a stream all of them and one flush. A WebSocket is a receiver that never fills up; its session is in no table.
/// </para>
/// <para>
/// Messages are handed over by <see cref="SendAsync"/> (a STOMP session's outbox, which waits until they are taken and keeps the rest) or by <see cref="TryAppend"/>
/// (the application, which is told when there is enough). So nothing grows while nobody reads.
/// </para>
/// </remarks>
internal sealed partial class SockJsConnection : WheelTimer
{
    /// <summary>How much of the last words is kept for a client that comes for them later.</summary>
    private const int KeptAtEnd = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly SockJsServices _services;
    private readonly SockJsOptions _options;
    private readonly SessionTable? _table;
    private readonly string? _id;
    private ISockJsPayload? _payload;
    private Receiver? _receiver;
    private OctetBuffer _waiting;
    private int _waitingMessages;
    private bool _opened;
    private bool _writing;
    private bool _ending;
    private bool _heartBeatDue;
    private (int Code, string Reason)? _close;
    private bool _closeTold;
    private bool _gone;
    private long _writingSince;
    private long _lastFrame;
    private long _idleSince;

    public SockJsConnection(SockJsServices services, SockJsOptions options, TransportKind kind, ClaimsPrincipal? user, string? address, SessionTable? table = null, string? id = null)
    {
        (_services, _options, Kind, User, RemoteAddress, _table, _id) = (services, options, kind, user, address, table, id);
        UserKey = KeyOf(user);
        _idleSince = _lastFrame = services.Time.GetTimestamp();
    }

    public TransportKind Kind { get; }

    public ClaimsPrincipal? User { get; }

    public string? RemoteAddress { get; }

    /// <summary>By what the user of a later request is recognised; null for nobody in particular.</summary>
    public string? UserKey { get; }

    public ISockJsPayload? Payload => Volatile.Read(ref _payload);

    /// <summary>Whether the client is between two receiving requests.</summary>
    public bool IsClientAway => Volatile.Read(ref _receiver) is null;

    /// <summary>Whether the payload has closed it.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate) return _gone || _ending || _close is not null;
        }
    }

    /// <summary>
    /// By what a user is recognised from request to request. The name, not the principal or the connection: equal principals are different objects with
    /// some schemes, and addresses and ports change from one request to the next.
    /// </summary>
    public static string? KeyOf(ClaimsPrincipal? user) => user is { Identity.IsAuthenticated: true }
        ? user.Identity.Name ?? user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value ?? ""
        : null;

    /// <summary>Gives the session its conversation and starts its clock.</summary>
    public void Start(ISockJsPayload payload)
    {
        bool gone;
        lock (_gate)
        {
            Volatile.Write(ref _payload, payload);
            gone = _gone;
        }

        if (gone) _ = EndPayloadAsync(payload);
        else _services.Wheel.Arm(this, NextDue(_services.Time.GetTimestamp()));
    }

    /// <summary>Lets a receiver have the session's frames.</summary>
    public AttachResult Attach(Receiver receiver)
    {
        lock (_gate)
        {
            if (_gone) return AttachResult.Gone;
            if (_receiver is not null) return AttachResult.Busy;
            Volatile.Write(ref _receiver, receiver);
            _lastFrame = _services.Time.GetTimestamp();
        }

        Pump();
        return AttachResult.Attached;
    }

    /// <summary>A receiver has broken off: that is the end of the session, unless the receiver was done already.</summary>
    public void Lost(Receiver receiver)
    {
        lock (_gate)
        {
            if (_receiver != receiver) return;
        }

        End();
    }

    /// <summary>Sends what is written to the receiver besides frames (a pong) and whatever else waits.</summary>
    public void Wake() => Pump();

    /// <summary>Ends the session at once and frees its id.</summary>
    public void End()
    {
        ISockJsPayload? payload;
        lock (_gate)
        {
            if (_gone) return;
            _gone = true;
            payload = _payload;
            _waiting.Release();
            AccountWaiting();
            Sent(false);
            NoteRoom();
            // While a flush is pending the receiver's owner waits for it: the response must not end under it.
            if (_receiver is { } receiver && !_writing) receiver.Complete();
            Volatile.Write(ref _receiver, null);
        }

        _services.Wheel.Cancel(this);
        _services.Admission.Leave(RemoteAddress);
        if (_table is not null)
        {
            _table.Remove(_id!, this);
            _services.Census.Leave(UserKey, RemoteAddress);
        }

        if (payload is not null) _ = EndPayloadAsync(payload);
    }

    /// <summary>Ends the conversation while the session still says so to those who ask.</summary>
    public Task ConcludeAsync() => Payload is { } payload ? EndPayloadAsync(payload) : Task.CompletedTask;

    private async Task EndPayloadAsync(ISockJsPayload payload)
    {
        try
        {
            await payload.EndAsync();
        }
#pragma warning disable CA1031 // Nobody awaits this: what the application throws here must be seen, and must not end the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogEndFailed(_services.Logger, e);
        }
    }

    [LoggerMessage(EventIds.SockJsEndFailed, LogLevel.Error, "The end of a SockJS session could not be handled.")]
    private static partial void LogEndFailed(ILogger logger, Exception exception);
}
