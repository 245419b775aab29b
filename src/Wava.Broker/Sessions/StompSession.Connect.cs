using Wava.Broker.Channels;
using Wava.Broker.Frames;
using Wava.Broker.Security;

namespace Wava.Broker.Sessions;

public sealed partial class StompSession
{
    private const string Versions = "1.0,1.1,1.2";

    private async ValueTask ConnectAsync(StompFrame frame, InboundContext? intercepted)
    {
        if (_connected)
        {
            await Refuse(frame, "Already connected", "A connection is made once: this session had its CONNECT frame before.");
            return;
        }

        // From here on it is the authenticator's time that runs, not the client's.
        _connecting = true;
        if (Negotiate(frame.GetString(KnownHeader.AcceptVersion)) is not { } version)
        {
            Fail(new ErrorReply(CloseReason.Protocol, "No common version", $"The server speaks STOMP {Versions}; accept-version named none of these.") { Versions = Versions });
            return;
        }

        // A 1.0 client may have written blanks after its colons: its headers are read again by the rules of its version.
        frame.Version = version;
        (int Outgoing, int Incoming) clientBeat = (0, 0);
        if (version != StompVersion.V10 && frame.GetString(KnownHeader.HeartBeat) is { } text && !TryParseHeartBeat(text, out clientBeat))
        {
            await Refuse(frame, "Malformed heart-beat", "The heart-beat header holds two numbers of milliseconds parted by a comma, for instance 10000,10000.");
            return;
        }

        IReadOnlyCollection<string> hosts = _services.Options.VirtualHosts;
        if (hosts.Count > 0 && !hosts.Contains(frame.GetString(KnownHeader.Host) ?? "", StringComparer.OrdinalIgnoreCase))
        {
            Fail(new ErrorReply(CloseReason.Policy, "Unknown host", "The host header names none of the virtual hosts of this server."));
            return;
        }

        if (intercepted?.User is { } named) User = named;
        ConnectDecision decision = await AuthenticateAsync(frame, isRenewal: false);
        if (_closing is not null) return;
        if (!decision.IsAccepted)
        {
            Fail(new ErrorReply(CloseReason.Policy, "Access refused", decision.Reason ?? "The login, the passcode or the token is not right."));
            return;
        }

        if (decision.User is { } user) User = user;
        // Whoever the connection named stays signed in for as long as the connection said, unless the decision says otherwise.
        if (decision.User is not null || decision.ExpiresAt is not null) SetExpiry(decision.ExpiresAt);

        Version = version;
        _reader.Version = version;
        _reader.Limits = _services.Options.Late;
        Volatile.Write(ref _connected, true);
        foreach (ISessionObserver observer in _services.Observers) observer.Connected(this);
        _services.Metrics.SessionOpened();
        HeartBeatOptions own = _services.Options.HeartBeat;
        (int Outgoing, int Incoming) ownBeat = ((int)own.Outgoing.TotalMilliseconds, (int)own.Incoming.TotalMilliseconds);
        _outbox.Append(ControlFrames.Connected(version, Id, User?.Identity?.Name, ownBeat));
        StartHeartBeats(clientBeat, ownBeat);
        LogConnected(_services.Logger, Id, Transport, RemoteAddress, StompVersions.Text(version));
        await _services.Events.RaiseAsync(new Events.SessionConnected(this), _ended.Token);
    }

    /// <summary>The best version both sides speak; no accept-version at all means 1.0.</summary>
    private static StompVersion? Negotiate(string? accepted)
    {
        if (accepted is null) return StompVersion.V10;
        StompVersion? best = null;
        foreach (Range each in accepted.AsSpan().Split(','))
        {
            if (!StompVersions.TryParse(accepted.AsSpan()[each].Trim(), out StompVersion version)) continue;
            if (best is null || version > best) best = version;
        }

        return best;
    }

    /// <summary>Reads <c>10000,10000</c>. Numbers too large to be meant seriously are taken for the largest.</summary>
    private static bool TryParseHeartBeat(string text, out (int Outgoing, int Incoming) beat)
    {
        beat = default;
        int comma = text.IndexOf(',', StringComparison.Ordinal);
        return comma > 0 && TryParse(text.AsSpan(0, comma), out beat.Outgoing) && TryParse(text.AsSpan(comma + 1), out beat.Incoming);

        static bool TryParse(ReadOnlySpan<char> digits, out int value)
        {
            value = 0;
            if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9')) return false;
            if (!int.TryParse(digits, System.Globalization.CultureInfo.InvariantCulture, out value)) value = int.MaxValue;
            return true;
        }
    }

    private async ValueTask<ConnectDecision> AuthenticateAsync(StompFrame frame, bool isRenewal)
    {
        if (_services.Authenticator is not { } authenticator) return ConnectDecision.Accept();
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < frame.HeaderCount; i++)
        {
            StompHeader header = frame.GetHeader(i);
            headers.TryAdd(header.GetName(), header.GetValue());
        }

        // One that never answers must not hold connections until there is no room for any.
        using var patience = new CancellationTokenSource(Limits.ConnectTimeout, _services.Time);
        ValueTask<ConnectDecision> decision = authenticator.AuthenticateAsync(new ConnectRequest(headers, User, Transport, RemoteAddress, isRenewal), patience.Token);
        return decision.IsCompleted ? await decision : await decision.AsTask().WaitAsync(patience.Token);
    }
}
