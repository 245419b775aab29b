using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Wava.Broker.Sessions;

public sealed partial class StompSession
{
    private ConcurrentDictionary<object, object?>? _items;
    private AsyncServiceScope? _scope;

    /// <summary>Whether the client has been answered CONNECTED, and is still there.</summary>
    public bool IsConnected => Volatile.Read(ref _connected) && _closing is null;

    /// <summary>What the application wants to remember about the session.</summary>
    public IDictionary<object, object?> Items => _items ?? Interlocked.CompareExchange(ref _items, new(), null) ?? _items;

    /// <summary>The session's own services: what is scoped lives as long as the session.</summary>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public IServiceProvider Services
    {
        get
        {
            lock (_subscriptions)
            {
                if (_scope is { } scope) return scope.ServiceProvider;
                ObjectDisposedException.ThrowIf(_endedOnce != 0, this);
                if (_services.Scopes is not { } scopes) throw new InvalidOperationException("The broker runs without a host: there are no services.");
                _scope = scopes.CreateAsyncScope();
                return _scope.Value.ServiceProvider;
            }
        }
    }

    /// <summary>What the client listens to, as it is while one looks.</summary>
    public IReadOnlyList<Subscription> Subscriptions
    {
        get
        {
            lock (_subscriptions) return [.. _subscriptions.All];
        }
    }

    /// <summary>Ends the session: the client is told why, then its connection is closed. When this completes, no frame of the client is handled any more.</summary>
    /// <param name="message">Why, in a few words: the ERROR frame's <c>message</c>.</param>
    /// <param name="details">What a person can do about it: the ERROR frame's body.</param>
    public Task DisconnectAsync(string message = "Disconnected by the server", string details = "The server has ended the session.")
    {
        ArgumentException.ThrowIfNullOrEmpty(message);
        ArgumentNullException.ThrowIfNull(details);
        Fail(new ErrorReply(CloseReason.Disconnected, message, details));
        return Task.CompletedTask;
    }

    /// <summary>Gives back what the session's services hold.</summary>
    private async ValueTask EndScopeAsync()
    {
        AsyncServiceScope? scope;
        lock (_subscriptions) (scope, _scope) = (_scope, null);
        if (scope is not null) await scope.Value.DisposeAsync();
    }
}
