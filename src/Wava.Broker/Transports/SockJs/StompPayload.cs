using Wava.Broker.Sessions;

namespace Wava.Broker.Transports.SockJs;

/// <summary>A STOMP session over SockJS: each of its frames is one message, what a flush brings is one array of them.</summary>
/// <remarks>
/// SockJS carries text. A body that is not UTF-8 is sent with question marks for the octets that are none; who needs octets needs a WebSocket.
/// </remarks>
internal sealed class StompPayload : ITransport, ISockJsPayload
{
    private readonly SockJsConnection _connection;
    private readonly StompSession _session;
    private OctetBuffer _elements;

    public StompPayload(SessionServices services, SockJsConnection connection)
    {
        _connection = connection;
        _session = new StompSession(services, this, connection.User);
    }

    public string Name => _connection.Kind.Tag();

    public string? RemoteAddress => _connection.RemoteAddress;

    public bool IsPeerAway => _connection.IsClientAway;

    public bool HasHeartBeats => _session.SendsHeartBeats;

    public bool KeepsLoneSurrogates => false;

    public void Write(in OutboundFrame frame)
    {
        if (!_elements.IsEmpty) _elements.Append((byte)',');
        _elements.Append((byte)'"');
        JsonText.Append(ref _elements, frame.Head);
        JsonText.Append(ref _elements, frame.Middle);
        EncodedTexts.Append(ref _elements, frame.Tail);
        _elements.Append((byte)'"');
    }

    public void WriteOwn()
    {
        // What SockJS itself has to say does not pass through here.
    }

    public ValueTask<bool> FlushAsync() => _elements.IsEmpty ? new ValueTask<bool>(true) : _connection.SendAsync(ref _elements);

    public void BeginClose(StompSession session)
    {
        _connection.BeginClose();
        _ = CloseAsync();
    }

    public void Abort()
    {
        // Once goodbye is being said, that decides; before, the connection is broken.
        if (_session.Closing is null) _connection.End();
        else _connection.Cut();
    }

    public void Received(long octets) => _session.Received(octets);

    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> text, IReadOnlyList<int> ends)
    {
        FlushBatch.Open();
        try
        {
            ValueTask<bool> received = _session.ReceiveAsync(text);
            return received.IsCompletedSuccessfully ? default : AwaitAsync(received);
        }
        finally
        {
            FlushBatch.Close();
        }
    }

    /// <summary>The session may still be handling a frame that another request brought: it ends after that, as it does where there is one connection.</summary>
    public async ValueTask EndAsync()
    {
        _session.PeerFinished();
        await _connection.TakeTurnAsync();
        try
        {
            await _session.EndAsync();
        }
        finally
        {
            _connection.LeaveTurn();
        }
    }

    private static async ValueTask AwaitAsync(ValueTask<bool> received) => await received;

    private async Task CloseAsync()
    {
        bool said = false;
        try
        {
            said = await _session.WhenDrainedAsync();
        }
        finally
        {
            CloseReason reason = _session.Closing!;
            _connection.Close(reason.Code, reason.Text, discard: !said);
            await _connection.ConcludeAsync();
        }
    }
}
