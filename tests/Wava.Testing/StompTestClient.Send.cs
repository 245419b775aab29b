using System.Text;
using System.Text.Json;

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

    /// <summary>Sends a message of an object, as JSON, and does not wait for anything.</summary>
    public Task SendAsync(string destination, object payload, params (string Name, string Value)[] headers)
    {
        var (type, body, binary) = Encode(payload);
        return SendBytesAsync(StompFrameText.Encode("SEND", SendHeaders(destination, type, body, headers), body, Version), binary);
    }

    /// <summary>Sends a message and waits for its receipt: it is in the broker's hands, or its handler has ended.</summary>
    /// <remarks>Messages that come before the receipt, the handler's answer for instance, are kept for the calls that follow.</remarks>
    /// <param name="destination">Where it goes.</param>
    /// <param name="payload">A string or octets, which go as they are; any other object goes as JSON.</param>
    /// <param name="headers">More headers.</param>
    /// <returns>The RECEIPT frame.</returns>
    public async Task<TestFrame> SendConfirmedAsync(string destination, object payload, params (string Name, string Value)[] headers)
    {
        var (type, body, binary) = Encode(payload);
        var (all, id) = WithReceipt(SendHeaders(destination, type, body, headers));
        await SendBytesAsync(StompFrameText.Encode("SEND", all, body, Version), binary);
        return await ExpectReceiptAsync(id);
    }

    private (string? ContentType, byte[] Body, bool Binary) Encode(object payload) => payload switch
    {
        string text => (null, Encoding.UTF8.GetBytes(text), false),
        byte[] octets => (null, octets, true),
        ReadOnlyMemory<byte> octets => (null, octets.ToArray(), true),
        _ => ("application/json", JsonSerializer.SerializeToUtf8Bytes(payload, Json), false),
    };

    private static (string Name, string Value)[] SendHeaders(string destination, string? type, byte[] body, (string Name, string Value)[] headers)
    {
        (string, string)[] typed = type is null || Array.Exists(headers, h => h.Name == "content-type") ? [] : [("content-type", type)];
        return WithLength([("destination", destination), .. typed, .. headers], body.Length);
    }

    private static (string Name, string Value)[] WithLength((string Name, string Value)[] headers, int length) =>
        Array.Exists(headers, h => h.Name == "content-length") ? headers : [.. headers, ("content-length", $"{length}")];
}
