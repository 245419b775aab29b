using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Wava.Web.Tests.Accounts;

/// <summary>Speaks with <c>/api/session</c> with cookies in the test's own hands.</summary>
internal sealed class SessionClient(WavaApp app, string address = "http://localhost") : IDisposable
{
    private readonly HttpClient _http = app.CreateClient(new WebApplicationFactoryClientOptions { BaseAddress = new Uri(address), HandleCookies = false, AllowAutoRedirect = false });

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? cookie = null, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (cookie is not null) request.Headers.Add("Cookie", $"wava_refresh={cookie}");
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> RegisterAsync(string userName = "ann") =>
        SendAsync(HttpMethod.Post, "/api/accounts", body: new { userName, password = People.Password });

    public Task<HttpResponseMessage> SignInAsync(string userName = "ann", string password = People.Password) =>
        SendAsync(HttpMethod.Post, "/api/session", body: new { userName, password });

    public Task<HttpResponseMessage> RefreshAsync(string? cookie) => SendAsync(HttpMethod.Post, "/api/session/refresh", cookie);

    public static string SetCookie(HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("Set-Cookie"));

    public static string CookieOf(HttpResponseMessage answer)
    {
        answer.EnsureSuccessStatusCode();
        return SetCookie(answer).Split(';')[0].Split('=', 2)[1];
    }

    public static async Task<string> CodeOf(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()!;

    public static async Task<string> TokenOf(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;

    public void Dispose() => _http.Dispose();
}
