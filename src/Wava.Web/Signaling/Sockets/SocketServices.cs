using Microsoft.Extensions.Options;
using Wava.Web.Rooms;

namespace Wava.Web.Signaling.Sockets;

/// <summary>What every bare socket needs.</summary>
internal sealed class SocketServices(
    Calls calls, RoomGate gate, TokenReader tokens, SignalingMetrics metrics, IOptions<SignalingOptions> options, TimeProvider time, ILogger<SignalSocket> logger)
{
    public Calls Calls => calls;

    public RoomGate Gate => gate;

    public TokenReader Tokens => tokens;

    public SignalingMetrics Metrics => metrics;

    public SignalingOptions Options => options.Value;

    public TimeProvider Time => time;

    public ILogger Logger => logger;
}
