namespace Wava.Broker.Transports.SockJs;

public sealed partial class SockJsSession : ISockJsPayload
{
    bool ISockJsPayload.HasHeartBeats => false;

    bool ISockJsPayload.KeepsLoneSurrogates => true;

    void ISockJsPayload.Received(long octets) => _services.Metrics.ReceivedOctets(octets);

    async ValueTask ISockJsPayload.ReceiveAsync(ReadOnlyMemory<byte> text, IReadOnlyList<int> ends)
    {
        int begin = 0;
        for (int i = 0; i < ends.Count; i++)
        {
            string message = LooseUtf8.GetString(text.Span[begin..ends[i]]);
            begin = ends[i];
            if (!await _inbox.AddAsync(message)) return;
        }
    }

    async ValueTask ISockJsPayload.EndAsync()
    {
        if (Interlocked.Exchange(ref _endedOnce, 1) != 0) return;
        _inbox.Complete();
        _services.Metrics.ConnectionClosed(_connection.Kind.Tag(), "sockjs");
        await _ended.CancelAsync();
    }
}
