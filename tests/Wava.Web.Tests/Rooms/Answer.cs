using System.Text.Json;

namespace Wava.Web.Tests.Rooms;

/// <summary>What came back for a request.</summary>
internal sealed record Answer(int Status, JsonElement Json, string Body, HttpResponseMessage Response)
{
    public string? Code => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("code", out JsonElement code) ? code.GetString() : null;

    /// <summary>Fails unless it is this.</summary>
    public Answer Must(int status, string? code = null)
    {
        Assert.True(Status == status && Code == code, $"Expected {status} {code}, but got {Status} {Code}: {Body}");
        return this;
    }

    public string Text(string name) => Json.GetProperty(name).GetString()!;
}
