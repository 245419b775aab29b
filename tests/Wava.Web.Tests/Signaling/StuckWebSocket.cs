using System.Net.WebSockets;

namespace Wava.Web.Tests.Signaling;

/// <summary>A WebSocket whose other end reads nothing and says nothing.</summary>
internal sealed class StuckWebSocket : WebSocket
{
    public bool IsAborted { get; private set; }

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => IsAborted ? WebSocketState.Aborted : WebSocketState.Open;

    public override string? SubProtocol => null;

    public override void Abort() => IsAborted = true;

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => ForeverAsync(cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => ForeverAsync(cancellationToken);

    public override void Dispose() => Abort();

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        await ForeverAsync(cancellationToken);
        throw new InvalidOperationException();
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) => ForeverAsync(cancellationToken);

    // As real ones do, it is of no use any more once something was cancelled.
    private async Task ForeverAsync(CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration abort = cancellationToken.Register(Abort);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
