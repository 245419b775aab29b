using System.Text;

namespace Wava.Testing;

public sealed partial class StompTestClient
{
    /// <summary>Sends exactly this text, on a WebSocket as one text message; not even the <see cref="Nul"/> is added.</summary>
    public Task SendTextAsync(string raw) => SendBytesAsync(Encoding.UTF8.GetBytes(raw));

    /// <summary>Sends exactly these octets.</summary>
    /// <param name="octets">Any part of a frame, or several frames.</param>
    /// <param name="binary">On a WebSocket: whether the message is a binary one.</param>
    /// <param name="endOfMessage">On a WebSocket: whether the message ends here.</param>
    public async Task SendBytesAsync(ReadOnlyMemory<byte> octets, bool binary = false, bool endOfMessage = true)
    {
        await _sending.WaitAsync();
        try
        {
            await _wire.SendAsync(octets, binary, endOfMessage);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends a frame with a text body, its headers escaped for <see cref="Version"/>; no header is added.</summary>
    public Task SendFrameAsync(string command, (string Name, string Value)[] headers, string body = "") =>
        SendBytesAsync(StompFrameText.Encode(command, headers, Encoding.UTF8.GetBytes(body), Version));

    /// <summary>Sends a frame of octets (a binary message on a WebSocket), with content-length unless that header is given.</summary>
    public Task SendFrameAsync(string command, (string Name, string Value)[] headers, ReadOnlyMemory<byte> body) =>
        SendBytesAsync(StompFrameText.Encode(command, WithLength(headers, body.Length), body.Span, Version), binary: true);

    /// <summary>Sends a message and does not wait for anything.</summary>
    public Task SendAsync(string destination, string body, params (string Name, string Value)[] headers) =>
        SendFrameAsync("SEND", [("destination", destination), .. headers], body);

    /// <summary>Sends a message of octets and does not wait for anything.</summary>
    public Task SendAsync(string destination, ReadOnlyMemory<byte> body, params (string Name, string Value)[] headers) =>
        SendFrameAsync("SEND", [("destination", destination), .. headers], body);

    private static (string Name, string Value)[] WithLength((string Name, string Value)[] headers, int length) =>
        Array.Exists(headers, h => h.Name == "content-length") ? headers : [.. headers, ("content-length", $"{length}")];
}
