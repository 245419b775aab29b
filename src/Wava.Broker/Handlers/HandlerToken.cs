using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;
using Wava.Broker.Diagnostics;

namespace Wava.Broker.Handlers;

/// <summary>The cancellation of one message after another: fires when its session ends, and when somebody lets it.</summary>
/// <remarks>One that never fired is used again, so that a handler that takes a token costs no more than a registration with its session.</remarks>
#pragma warning disable CA1001 // A source without a timer and without a handle holds nothing that would have to be given back.
internal sealed partial class HandlerToken(ObjectPool<HandlerToken> pool, ILogger logger)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _source = new();
    private CancellationTokenRegistration _ended;

    public CancellationToken Token => _source.Token;

    /// <summary>A pool of them.</summary>
    public static ObjectPool<HandlerToken> Pool(ILogger logger)
    {
        var policy = new Policy(logger);
        return policy.Pool = new DefaultObjectPool<HandlerToken>(policy);
    }

    /// <summary>Begins to look after a session.</summary>
    public void Watch(CancellationToken ended) => _ended = ended.UnsafeRegister(static token => ((HandlerToken)token!).Fire(), this);

    /// <summary>Fires. Whoever hears of it does so on another thread.</summary>
    public void Fire() => _ = FireAsync();

    /// <summary>Nobody looks at it any more.</summary>
    public void Return()
    {
        // One that is about to fire this very moment must not do so for the next message.
        if (_ended.Unregister() && _source.TryReset()) pool.Return(this);
        _ended = default;
    }

    private async Task FireAsync()
    {
        try
        {
            await _source.CancelAsync();
        }
        catch (Exception e)
        {
            LogFailed(logger, e);
        }
    }

    [LoggerMessage(EventIds.CancellationFailed, LogLevel.Error, "What a handler wanted to do on its cancellation failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    private sealed class Policy(ILogger logger) : IPooledObjectPolicy<HandlerToken>
    {
        public ObjectPool<HandlerToken> Pool { get; set; } = null!;

        public HandlerToken Create() => new(Pool, logger);

        public bool Return(HandlerToken obj) => true;
    }
}
