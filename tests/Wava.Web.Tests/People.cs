using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wava.Web.Tests;

/// <summary>Brings people into the application under test.</summary>
internal static class People
{
    public const string Password = "correct horse battery";

    /// <summary>Registers somebody and signs in.</summary>
    /// <param name="app">The application.</param>
    /// <param name="name">The name, to sign in with as well as to show. It is made longer for signing in when it is shorter than names can be.</param>
    /// <param name="password">The password.</param>
    public static async Task<Person> SignUpAsync(this WavaApp app, string name, string password = Password)
    {
        HttpResponseMessage answer = await app.PostAsync("/api/accounts", new { userName = name.PadRight(3, '1'), password, displayName = name });
        return new Person(app, await app.AnswerAsync(answer, HttpStatusCode.Created), password);
    }

    /// <summary>Brings in a guest: by an invitation's token, or to an open room.</summary>
    public static async Task<Person> GuestAsync(this WavaApp app, string name, string? invitation = null, string? room = null) =>
        new(app, await app.AnswerAsync(await app.PostAsync("/api/session/guest", new GuestForm(name, invitation, room)), HttpStatusCode.OK), "");

    /// <summary>Posts as nobody.</summary>
    public static async Task<HttpResponseMessage> PostAsync(this WavaApp app, string path, object body)
    {
        using HttpClient nobody = app.CreateClient();
        return await nobody.PostAsJsonAsync(path, body);
    }

    /// <summary>The JSON of an answer, which has to have this status; of kind <c>Undefined</c> when it is empty.</summary>
    public static async Task<JsonElement> AnswerAsync(this WavaApp app, HttpResponseMessage answer, HttpStatusCode expected)
    {
        _ = app;
        using (answer)
        {
            string text = await answer.Content.ReadAsStringAsync();
            Assert.True(
                answer.StatusCode == expected,
                $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.PathAndQuery}: expected {(int)expected}, but the answer is {(int)answer.StatusCode} {text}");
            return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
        }
    }

    private sealed record GuestForm(
        string Name,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Invitation,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Room);
}
