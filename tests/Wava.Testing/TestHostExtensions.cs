using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;

namespace Wava.Testing;

/// <summary>Connects test clients to an application that runs inside the test: no port, no process, no socket.</summary>
public static class TestHostExtensions
{
    /// <summary>Starts the application if need be, opens a WebSocket to it, sends CONNECT and waits for CONNECTED.</summary>
    /// <param name="factory">The application under test.</param>
    /// <param name="path">Where <c>MapStomp</c> has put the endpoint.</param>
    /// <param name="user">
    /// Who the HTTP request says the client is: signed in under this name, whatever the application's own authentication would say. Null: nobody.
    /// Where an endpoint asks for an authentication scheme by name, the application needs <see cref="WithTestUsers"/> as well.
    /// </param>
    /// <param name="roles">The user's roles.</param>
    /// <param name="login">The login that CONNECT gives.</param>
    /// <param name="passcode">The passcode that goes with it.</param>
    /// <param name="request">Changes the HTTP request: headers, cookies, query, or a user with claims of its own (<c>HttpContext.User</c>).</param>
    /// <param name="headers">More headers of CONNECT, for instance <c>Authorization</c>.</param>
    /// <exception cref="StompTestException">The server refused the WebSocket or the CONNECT frame; the message says which, and in what words.</exception>
    public static Task<StompTestClient> ConnectStompAsync<TEntryPoint>(
        this WebApplicationFactory<TEntryPoint> factory,
        string path = "/ws",
        string? user = null,
        IEnumerable<string>? roles = null,
        string? login = null,
        string? passcode = null,
        Action<HttpRequest>? request = null,
        params (string Name, string Value)[] headers)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.Server.ConnectStompAsync(path, user, roles, login, passcode, request, headers);
    }

    /// <summary>Opens a WebSocket, sends CONNECT and waits for CONNECTED.</summary>
    /// <param name="server">The application under test, for instance <c>app.GetTestServer()</c>.</param>
    /// <param name="path">Where <c>MapStomp</c> has put the endpoint.</param>
    /// <param name="user">Who the HTTP request says the client is. Null: nobody.</param>
    /// <param name="roles">The user's roles.</param>
    /// <param name="login">The login that CONNECT gives.</param>
    /// <param name="passcode">The passcode that goes with it.</param>
    /// <param name="request">Changes the HTTP request.</param>
    /// <param name="headers">More headers of CONNECT.</param>
    /// <exception cref="StompTestException">The server refused the WebSocket or the CONNECT frame; the message says which, and in what words.</exception>
    public static async Task<StompTestClient> ConnectStompAsync(
        this TestServer server,
        string path = "/ws",
        string? user = null,
        IEnumerable<string>? roles = null,
        string? login = null,
        string? passcode = null,
        Action<HttpRequest>? request = null,
        params (string Name, string Value)[] headers)
    {
        var client = await server.OpenStompAsync(path, user, roles, request);
        try
        {
            await client.ConnectAsync(login: login, passcode: passcode, headers: headers);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a WebSocket and sends nothing yet: for tests that say CONNECT themselves, or want to see it refused.</summary>
    /// <param name="factory">The application under test.</param>
    /// <param name="path">Where <c>MapStomp</c> has put the endpoint.</param>
    /// <param name="user">Who the HTTP request says the client is. Null: nobody.</param>
    /// <param name="roles">The user's roles.</param>
    /// <param name="request">Changes the HTTP request.</param>
    /// <param name="subProtocols">The sub-protocols on offer.</param>
    /// <exception cref="StompTestException">The server refused the WebSocket; the message says with which status.</exception>
    public static Task<StompTestClient> OpenStompAsync<TEntryPoint>(
        this WebApplicationFactory<TEntryPoint> factory,
        string path = "/ws",
        string? user = null,
        IEnumerable<string>? roles = null,
        Action<HttpRequest>? request = null,
        params string[] subProtocols)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.Server.OpenStompAsync(path, user, roles, request, subProtocols);
    }

    /// <summary>Opens a WebSocket and sends nothing yet.</summary>
    /// <param name="server">The application under test.</param>
    /// <param name="path">Where <c>MapStomp</c> has put the endpoint.</param>
    /// <param name="user">Who the HTTP request says the client is. Null: nobody.</param>
    /// <param name="roles">The user's roles.</param>
    /// <param name="request">Changes the HTTP request.</param>
    /// <param name="subProtocols">The sub-protocols on offer.</param>
    /// <exception cref="StompTestException">The server refused the WebSocket; the message says with which status.</exception>
    public static async Task<StompTestClient> OpenStompAsync(
        this TestServer server,
        string path = "/ws",
        string? user = null,
        IEnumerable<string>? roles = null,
        Action<HttpRequest>? request = null,
        params string[] subProtocols)
    {
        ArgumentNullException.ThrowIfNull(server);
        var webSockets = server.CreateWebSocketClient();
        foreach (var subProtocol in subProtocols) webSockets.SubProtocols.Add(subProtocol);
        webSockets.ConfigureRequest = sent =>
        {
            // The request object is the one that the server will see: who its context's user is need not go over the wire.
            if (user is not null) sent.HttpContext.User = TestUser.Create(user, roles);
            request?.Invoke(sent);
            TestUser.Announce(sent.HttpContext);
        };
        try
        {
            return new StompTestClient(await webSockets.ConnectAsync(new Uri(server.BaseAddress, path), CancellationToken.None));
        }
        catch (InvalidOperationException e)
        {
            throw new StompTestException($"The server refused the WebSocket at {path}: {e.Message}");
        }
    }

    /// <summary>Lets the users of tests pass for signed in with every authentication scheme of the application, those asked for by name too.</summary>
    /// <returns>The factory to use from here on.</returns>
    public static WebApplicationFactory<TEntryPoint> WithTestUsers<TEntryPoint>(this WebApplicationFactory<TEntryPoint> factory)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.WithWebHostBuilder(builder => builder.UseTestUsers());
    }

    /// <summary>Lets the users of tests pass for signed in with every authentication scheme that has been added so far.</summary>
    public static IWebHostBuilder UseTestUsers(this IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(TestAuthentication.AddTo);
    }
}
