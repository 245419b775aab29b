using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Broker.Diagnostics;

namespace Wava.Broker.Transports.SockJs;

/// <summary>One client's conversation with the application over SockJS, whatever transport carries it.</summary>
/// <remarks>
/// Messages come in order; while the application does not read, the client is made to wait. What the application sends waits for the client within bounds
/// (<see cref="SockJsOptions.MaxWaitingMessages"/>, <see cref="SockJsOptions.MaxWaitingBytes"/>); beyond them <see cref="SendAsync"/> waits.
/// </remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The token source stays for those who look at Ended.")]
public sealed partial class SockJsSession
{
    private readonly SockJsServices _services;
    private readonly SockJsConnection _connection;
    private readonly SockJsInbox _inbox;
    private readonly CancellationTokenSource _ended = new();
    private AsyncServiceScope? _scope;
    private int _endedOnce;

    internal SockJsSession(SockJsServices services, SockJsOptions options, SockJsConnection connection)
    {
        (_services, _connection) = (services, connection);
        _inbox = new SockJsInbox(options.MaxWaitingMessages, options.MaxWaitingBytes);
        services.Metrics.ConnectionOpened(connection.Kind.Tag());
    }

    /// <summary>The session's name here: 128 random bits. It is not the id by which the client's requests find it, which is a secret between the two.</summary>
    public string Id { get; } = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Who the client is, as the request said that opened the session; null when nobody asked.</summary>
    public ClaimsPrincipal? User => _connection.User;

    /// <summary>
    /// How the client is connected, in sockjs-client's words: <c>websocket</c>, <c>xhr-streaming</c>, <c>xhr-polling</c>, <c>eventsource</c>, <c>htmlfile</c>,
    /// <c>jsonp-polling</c>.
    /// </summary>
    public string Transport => _connection.Kind.Name();

    /// <summary>Where the client connects from.</summary>
    public string? RemoteAddress => _connection.RemoteAddress;

    /// <summary>Fires when the session has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>The session's own services: what is scoped lives until the handler has returned.</summary>
    public IServiceProvider Services => (_scope ??= _services.Scopes.CreateAsyncScope()).ServiceProvider;

    /// <summary>The next message of the client; null when there will be none any more.</summary>
    public ValueTask<string?> ReadAsync(CancellationToken stop = default) => _inbox.ReadAsync(stop);

    /// <summary>The client's messages, until the session ends.</summary>
    public async IAsyncEnumerable<string> ReadAllAsync([EnumeratorCancellation] CancellationToken stop = default)
    {
        while (await ReadAsync(stop) is { } message) yield return message;
    }

    /// <summary>Sends a message. Completes when it was taken in, at once unless too much waits for the client already.</summary>
    /// <returns>False: the session has ended or was closed, and nothing is sent.</returns>
    public async ValueTask<bool> SendAsync(string message, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        while (!_connection.TryAppend(message))
        {
            if (_connection.IsClosed) return false;
            await _connection.WhenRoom().WaitAsync(stop);
        }

        return true;
    }

    /// <summary>Sends a message if there is room for it now.</summary>
    /// <returns>False: too much waits for the client, or the session has ended or was closed.</returns>
    public bool TrySend(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _connection.TryAppend(message);
    }

    /// <summary>Closes the session, after what still waits has been sent. The client learns the code and the reason.</summary>
    /// <param name="code">1000, or a number of your own between 3000 and 4999.</param>
    /// <param name="reason">Why, in a few words.</param>
    public void Close(int code = 1000, string reason = "Normal closure")
    {
        if (code != 1000 && code is < 3000 or > 4999) throw new ArgumentOutOfRangeException(nameof(code), code, "A close code is 1000, or lies between 3000 and 4999.");
        ArgumentNullException.ThrowIfNull(reason);
        EndWith(code, reason);
    }

    /// <summary>Closes for reasons of the server's own, with codes that the application may not use.</summary>
    internal void EndWith(int code, string reason)
    {
        _inbox.Complete();
        _connection.Close(code, reason);
    }

    /// <summary>Lets the application have the session until it is done with it.</summary>
    internal async Task RunAsync(Func<SockJsSession, Task> handler)
    {
        try
        {
            await handler(this);
            EndWith(1000, "Normal closure");
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The client has gone, and the application has noticed.
        }
#pragma warning disable CA1031 // The application's fault ends its session, and nothing else.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(_services.Logger, e, Id);
            EndWith(1011, "Server error");
        }

        await EndScopeAsync();
    }

    private async Task EndScopeAsync()
    {
        if (_scope is not { } scope) return;
        try
        {
            await scope.DisposeAsync();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(_services.Logger, e, Id);
        }
    }

    [LoggerMessage(EventIds.SockJsHandlerFailed, LogLevel.Error, "The handler of SockJS session {Session} failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string session);
}
