using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Wava.Testing;

namespace Wava.Web.Tests;

/// <summary>Somebody who uses the application under test: by HTTP, with an access token and a cookie jar, and by STOMP.</summary>
internal sealed class Person : IDisposable
{
    private readonly WavaApp _app;

    public Person(WavaApp app, JsonElement session, string password)
    {
        _app = app;
        Password = password;
        // A handler of its own for each, so that everybody has his own cookies.
        Http = app.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true });
        Take(session);
        Id = session.GetProperty("user").GetProperty("id").GetString()!;
        Name = session.GetProperty("user").GetProperty("name").GetString()!;
        UserName = session.GetProperty("user").TryGetProperty("userName", out JsonElement userName) ? userName.GetString()! : "";
    }

    public string Id { get; }

    public string Name { get; }

    /// <summary>The name to sign in with; empty for guests.</summary>
    public string UserName { get; }

    public string Password { get; }

    /// <summary>The access token.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Sends the token with every request.</summary>
    public HttpClient Http { get; }

    /// <summary>Uses the token of another answer from now on.</summary>
    public void Take(JsonElement session)
    {
        Token = session.GetProperty("accessToken").GetString()!;
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    /// <summary>Connects to <c>/ws</c> with the token in the CONNECT frame.</summary>
    public Task<StompTestClient> ConnectAsync(params (string Name, string Value)[] headers) =>
        _app.ConnectStompAsync("/ws", headers: [("Authorization", $"Bearer {Token}"), .. headers]);

    /// <summary>Gets a new access token when the old one has expired (or the clock of the test has passed it), as if signing in again on another device.</summary>
    public async Task SignInAgainAsync() => Take(await _app.AnswerAsync(await _app.PostAsync("/api/session", new { userName = UserName, password = Password }), HttpStatusCode.OK));

    public Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) => CallAsync(HttpMethod.Get, path, null, expected);

    public Task<JsonElement> PostAsync(string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK) => CallAsync(HttpMethod.Post, path, body, expected);

    public Task<JsonElement> PutAsync(string path, object? body = null, HttpStatusCode expected = HttpStatusCode.NoContent) => CallAsync(HttpMethod.Put, path, body, expected);

    public Task<JsonElement> PatchAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.OK) => CallAsync(HttpMethod.Patch, path, body, expected);

    public Task<JsonElement> DeleteAsync(string path, HttpStatusCode expected = HttpStatusCode.NoContent) => CallAsync(HttpMethod.Delete, path, null, expected);

    /// <summary>Asks for something that has to be refused with this status and this <c>code</c>.</summary>
    public async Task<JsonElement> RefusedAsync(HttpMethod method, string path, object? body, HttpStatusCode status, string code)
    {
        JsonElement problem = await CallAsync(method, path, body, status);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
    }

    /// <summary>Sends a request and returns the JSON of its answer (of kind <c>Undefined</c> when there is none); fails with the answer's words when its status is another.</summary>
    public async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        return await _app.AnswerAsync(await Http.SendAsync(request), expected);
    }

    public void Dispose() => Http.Dispose();
}
