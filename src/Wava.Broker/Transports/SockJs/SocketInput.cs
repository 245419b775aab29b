namespace Wava.Broker.Transports.SockJs;

/// <summary>Turns what comes over a WebSocket into messages for the payload.</summary>
internal sealed class SocketInput(SockJsConnection connection, ISockJsPayload payload, bool isRaw, SockJsOptions options) : IDisposable
{
    private readonly ArrayReader _reader = new(payload.KeepsLoneSurrogates, options.MaxMessagesPerRequest);
    private readonly List<int> _rawEnds = [];
    private OctetBuffer _raw;

    /// <summary>Takes in a piece of a message. False: the client has broken the rules and is told so; nothing more of it is read.</summary>
    public bool Take(ReadOnlySpan<byte> piece, bool endsMessage)
    {
        if (isRaw)
        {
            _raw.Append(piece);
            if (endsMessage) _rawEnds.Add(_raw.Length);
            return _raw.Length <= options.MaxRequestSize || Refuse(1009, "Message too large");
        }

        bool good = _reader.Read(piece) && (!endsMessage || _reader.TryEndMessage());
        if (_reader.HasTooMany || _reader.Size > options.MaxRequestSize) return Refuse(1009, "Message too large");
        return good || Refuse(1007, "Broken JSON encoding.");
    }

    /// <summary>Hands on what is complete. Until this is done the client is not read.</summary>
    public async ValueTask HandAsync()
    {
        if (_rawEnds.Count > 0)
        {
            int whole = _rawEnds[^1];
            await HandAsync(_raw.Memory[..whole], _rawEnds);
            _raw.Remove(whole);
            _rawEnds.Clear();
        }

        if (_reader.Ends.Count > 0) await HandAsync(_reader.Text, _reader.Ends);
        if (!isRaw) _reader.Restart();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _raw.Release();
    }

    private async ValueTask HandAsync(ReadOnlyMemory<byte> text, IReadOnlyList<int> ends)
    {
        await connection.TakeTurnAsync();
        try
        {
            if (!connection.IsClosed) await payload.ReceiveAsync(text, ends);
        }
        finally
        {
            connection.LeaveTurn();
        }
    }

    private bool Refuse(int code, string reason)
    {
        connection.Close(code, reason);
        return false;
    }
}
