using System.Net.WebSockets;

namespace Wava.Web.Signaling.Sockets;

internal sealed partial class SignalSocket
{
    private const int FirstBuffer = 4096;

    /// <summary>Room for <c>event</c>, <c>to</c> and blanks around what is passed on; and for a token.</summary>
    private const int Envelope = 8 * 1024;

    /// <summary>Reads until the client closes. When the end has been decided already, nothing is listened to any more.</summary>
    /// <returns>Whether the client has said that it goes, and not only away.</returns>
    private async Task<bool> ReadAsync()
    {
        int most = _services.Options.MaxSignalSize + Envelope;
        byte[] text = new byte[FirstBuffer];
        int length = 0;
        while (true)
        {
            if (length == text.Length) Array.Resize(ref text, Math.Min(text.Length * 2, most + 1));
            ValueWebSocketReceiveResult got = await _socket.ReceiveAsync(text.AsMemory(length), _cut.Token);
            if (got.MessageType == WebSocketMessageType.Close) return _closing is null && _socket.CloseStatus == WebSocketCloseStatus.NormalClosure;
            length += got.Count;
            if (got.MessageType == WebSocketMessageType.Binary) Close(SocketClose.NotText);
            else if (length > most) Close(SocketClose.TooLarge);
            if (_closing is not null) length = 0;
            else if (got.EndOfMessage)
            {
                await HandleAsync(text.AsMemory(0, length));
                length = 0;
            }
        }
    }
}
