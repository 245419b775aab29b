namespace Wava.Testing;

public sealed partial class StompTestClient
{
    private int _lastReceipt;
    private int _lastSubscription;

    /// <summary>Sends CONNECT and waits for CONNECTED, whose version holds from then on.</summary>
    /// <param name="acceptVersion">The versions on offer, by commas; null leaves the header out, as a client of 1.0 does.</param>
    /// <param name="login">The name to sign in with.</param>
    /// <param name="passcode">The secret that goes with it.</param>
    /// <param name="heartBeat">Both numbers of the heart-beat header. The client sends none by itself.</param>
    /// <param name="host">The virtual host.</param>
    /// <param name="headers">More headers.</param>
    public async Task<TestFrame> ConnectAsync(
        string? acceptVersion = "1.2",
        string? login = null,
        string? passcode = null,
        string? heartBeat = null,
        string? host = "localhost",
        params (string Name, string Value)[] headers)
    {
        (string Name, string? Value)[] named =
        [
            ("accept-version", acceptVersion), ("host", host), ("login", login), ("passcode", passcode), ("heart-beat", heartBeat),
        ];
        await SendFrameAsync("CONNECT", [.. named.Where(h => h.Value is not null).Select(h => (h.Name, h.Value!)), .. headers]);
        return await ExpectAsync("CONNECTED");
    }

    /// <summary>Subscribes and waits for the receipt: from here on nothing is missed.</summary>
    /// <param name="destination">What to listen to.</param>
    /// <param name="id">The subscription's id; one is made up when it is null.</param>
    /// <param name="ack">auto, client or client-individual; null leaves the header out.</param>
    /// <param name="headers">More headers.</param>
    /// <returns>The subscription's id.</returns>
    public async Task<string> SubscribeAsync(
        string destination, string? id = null, string? ack = null, params (string Name, string Value)[] headers)
    {
        id ??= $"sub-{++_lastSubscription}";
        (string, string)[] mode = ack is null ? [] : [("ack", ack)];
        await CallAsync("SUBSCRIBE", [("destination", destination), ("id", id), .. mode, .. headers]);
        return id;
    }

    /// <summary>Ends a subscription and waits for the receipt: from here on nothing comes of it.</summary>
    public Task UnsubscribeAsync(string id) => CallAsync("UNSUBSCRIBE", [("id", id)]);

    /// <summary>Sends a frame with a receipt header (one is made up when it has none) and waits for the receipt.</summary>
    /// <remarks>Messages that come before the receipt are kept for the calls that follow.</remarks>
    /// <returns>The RECEIPT frame.</returns>
    public async Task<TestFrame> CallAsync(string command, (string Name, string Value)[] headers, string body = "")
    {
        var (all, id) = WithReceipt(headers);
        await SendFrameAsync(command, all, body);
        return await ExpectReceiptAsync(id);
    }

    /// <summary>Sends a frame of octets with a receipt header (one is made up when it has none) and waits for the receipt.</summary>
    /// <remarks>Messages that come before the receipt are kept for the calls that follow.</remarks>
    /// <returns>The RECEIPT frame.</returns>
    public async Task<TestFrame> CallAsync(string command, (string Name, string Value)[] headers, ReadOnlyMemory<byte> body)
    {
        var (all, id) = WithReceipt(headers);
        await SendFrameAsync(command, all, body);
        return await ExpectReceiptAsync(id);
    }

    /// <summary>Says good-bye: DISCONNECT, its receipt, then the end of the connection. Messages still under way are passed over.</summary>
    public async Task DisconnectAsync()
    {
        await CallAsync("DISCONNECT", []);
        _aside.Clear();
        await _wire.CloseAsync();
        if (_wire is WebSocketWire) await ExpectClosedAsync();
        await DisposeAsync();
    }

    /// <summary>Waits until the server has done all that this client has asked for so far, and has answered it.</summary>
    /// <remarks>
    /// A session's frames are handled one after another, so the receipt of an empty transaction comes after whatever the earlier frames brought
    /// this client. What comes meanwhile is kept for the calls that follow.
    /// </remarks>
    public async Task FenceAsync(TimeSpan? within = null)
    {
        var (name, receipt) = ($"fence-{++_lastReceipt}", $"receipt-{_lastReceipt}");
        await SendFrameAsync("BEGIN", [("transaction", name)]);
        await SendFrameAsync("ABORT", [("transaction", name), ("receipt", receipt)]);
        await ExpectReceiptAsync(receipt, within);
    }

    private ((string Name, string Value)[] Headers, string Id) WithReceipt((string Name, string Value)[] headers)
    {
        var given = Array.Find(headers, h => h.Name == "receipt").Value;
        if (given is not null) return (headers, given);
        var id = $"receipt-{++_lastReceipt}";
        return ([.. headers, ("receipt", id)], id);
    }
}
