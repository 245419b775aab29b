namespace Wava.Broker.Sessions;

/// <summary>How much one client, and all of them together, may ask of the server. Every breach is told, by name, to the client that is at fault.</summary>
public sealed class StompLimits
{
    /// <summary>The largest frame before CONNECTED, in octets. Default: 16 KiB.</summary>
    public int MaxFrameSizeBeforeConnect { get; set; } = 16 * 1024;

    /// <summary>The largest frame, headers and body together, in octets. Default: 1 MiB and 64 KiB.</summary>
    public int MaxFrameSize { get; set; } = (1024 * 1024) + (64 * 1024);

    /// <summary>The largest body, in octets. Default: 1 MiB.</summary>
    public int MaxBodySize { get; set; } = 1024 * 1024;

    /// <summary>The longest header line, in octets. Default: 8 KiB.</summary>
    public int MaxHeaderLineSize { get; set; } = 8 * 1024;

    /// <summary>The most headers a frame may have. Default: 100.</summary>
    public int MaxHeaderCount { get; set; } = 100;

    /// <summary>The most octets of command and headers together. Default: 64 KiB.</summary>
    public int MaxHeadSize { get; set; } = 64 * 1024;

    /// <summary>The longest command line, in octets. Default: 32.</summary>
    public int MaxCommandSize { get; set; } = 32;

    /// <summary>The longest destination, in octets. Default: 1024.</summary>
    public int MaxDestinationLength { get; set; } = 1024;

    /// <summary>The most connections at once; more are turned away before they cost anything. Default: 50,000.</summary>
    public int MaxConnections { get; set; } = 50_000;

    /// <summary>The most connections at once from one address. Default: 0, which means no such limit.</summary>
    public int MaxConnectionsPerAddress { get; set; }

    /// <summary>The most subscriptions a connection may have. Default: 1,000.</summary>
    public int MaxSubscriptions { get; set; } = 1_000;

    /// <summary>The longest subscription id, in octets. Default: 256.</summary>
    public int MaxSubscriptionIdLength { get; set; } = 256;

    /// <summary>The most open transactions a connection may have. Default: 16.</summary>
    public int MaxTransactions { get; set; } = 16;

    /// <summary>The most frames one transaction may hold. Default: 1,024.</summary>
    public int MaxTransactionFrames { get; set; } = 1_024;

    /// <summary>The most octets the open transactions of a connection may hold together. Default: 4 MiB.</summary>
    public long MaxTransactionSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many messages of a queue a consumer is lent when it does not say. Default: 100.</summary>
    public int DefaultPrefetch { get; set; } = 100;

    /// <summary>The most messages of a queue a consumer may be lent (<c>prefetch-count</c>). Default: 10,000.</summary>
    public int MaxPrefetch { get; set; } = 10_000;

    /// <summary>The most octets that may wait to be sent to one client. Default: 4 MiB.</summary>
    public long MaxOutboxSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The most frames that may wait to be sent to one client. Default: 16,384.</summary>
    public int MaxOutboxFrames { get; set; } = 16_384;

    /// <summary>The most octets that may wait to be sent to all clients together; 0 means a quarter of the memory the process may use. Default: 0.</summary>
    public long MaxOutboxSizeTotal { get; set; }

    /// <summary>How long a client may take to send CONNECT. Default: 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take to finish a frame it has begun. Default: 60 seconds.</summary>
    public TimeSpan FrameTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a client may refuse to read what is sent to it. Default: 10 seconds.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the last words to a client may take before the connection is cut. Default: 2 seconds.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
