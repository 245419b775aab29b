using System.Net.WebSockets;
using System.Text.Json;

namespace Wava.Testing;

/// <summary>A STOMP client for tests that hides nothing: it sends exactly what it is told and reads only while it is asked to.</summary>
/// <remarks>
/// It never sends on its own (no heart-beats, no acknowledgements), so a test decides everything; and because it reads only inside
/// <c>Receive</c>, <c>Expect</c> and <c>Read</c> calls, and while it waits for a receipt, a client that is left alone is a slow consumer. Receiving is for one caller at a time;
/// sending may happen beside it, from any thread. Frames of the server that break the protocol throw <see cref="StompViolationException"/>,
/// unmet expectations <see cref="StompTestException"/>.
/// </remarks>
public sealed partial class StompTestClient : IAsyncDisposable
{
    /// <summary>The octet that ends a frame, to be written into raw text.</summary>
    public const string Nul = StompFrameText.Nul;

    private readonly Wire _wire;
    private readonly TestFrameDecoder _decoder = new();
    private readonly SemaphoreSlim _sending = new(1);
    private bool _dropped;

    /// <summary>Makes a client over a connected stream of any kind, which it owns from now on.</summary>
    public StompTestClient(Stream stream)
        : this(new StreamWire(stream ?? throw new ArgumentNullException(nameof(stream))))
    {
    }

    /// <summary>Makes a client over an open WebSocket, which it owns from now on.</summary>
    public StompTestClient(WebSocket socket)
        : this(new WebSocketWire(socket ?? throw new ArgumentNullException(nameof(socket))), socket.SubProtocol)
    {
    }

    private StompTestClient(Wire wire, string? subProtocol = null)
    {
        _wire = wire;
        SubProtocol = subProtocol;
    }

    /// <summary>The agreed version, by whose rules frames are escaped; set by CONNECTED, and by a test that wants it otherwise.</summary>
    public string? Version
    {
        get => _decoder.Version;
        set => _decoder.Version = value;
    }

    /// <summary>The CONNECTED frame, once it has come.</summary>
    public TestFrame? Connected { get; private set; }

    /// <summary>The session's id, which CONNECTED gave.</summary>
    /// <exception cref="StompTestException">Not connected yet.</exception>
    public string SessionId => Connected?["session"] ?? throw new StompTestException("There is no session yet: call ConnectAsync first.");

    /// <summary>How objects become JSON and back: as in ASP.NET Core, unless changed.</summary>
    public JsonSerializerOptions Json { get; set; } = JsonSerializerOptions.Web;

    /// <summary>The WebSocket sub-protocol the server chose, if any.</summary>
    public string? SubProtocol { get; }

    /// <summary>How many line ends between frames have been received: heart-beats, and padding if the server writes any.</summary>
    public int HeartBeats => _decoder.HeartBeats;

    /// <summary>How many whole WebSocket messages have been received.</summary>
    public int WebSocketMessages { get; private set; }

    /// <summary>Whether the end of the connection has been read.</summary>
    public bool IsClosed => _closed is not null;

    /// <summary>The code with which the server closed the WebSocket; null when it is open, was cut, or is no WebSocket.</summary>
    public int? CloseCode => _closed?.Code;

    /// <summary>Why the connection ended, in the server's words where it gave some; null while it is open.</summary>
    public string? CloseReason => _closed?.Reason;

    /// <summary>Drops the connection without a word, as a crash or a pulled plug does.</summary>
    public ValueTask DisposeAsync()
    {
        if (_dropped) return ValueTask.CompletedTask;
        _dropped = true;
        _wire.Drop();
        _sending.Dispose();
        return ValueTask.CompletedTask;
    }
}
