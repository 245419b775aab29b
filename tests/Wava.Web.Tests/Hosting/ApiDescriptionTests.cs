using System.Net.Http.Json;
using System.Text.Json;

namespace Wava.Web.Tests.Hosting;

/// <summary>What machines are told of the API.</summary>
public sealed class ApiDescriptionTests
{
    private static readonly HashSet<string> Open =
        ["POST /api/accounts", "POST /api/session", "POST /api/session/guest", "POST /api/session/refresh", "DELETE /api/session", "GET /api/rooms/{}", "POST /api/invitations/look"];

    [Fact]
    public async Task The_description_and_the_page_name_the_same_requests()
    {
        IEnumerable<string> described = (await OperationsAsync()).Select(each => ApiPage.Shape(each.Name));

        Assert.Equal(ApiPage.Read().Requests.Select(ApiPage.Shape).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_request_is_described_with_its_answers_and_refusals()
    {
        List<string> lacking = [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, JsonElement operation) in await OperationsAsync())
        {
            JsonElement answers = operation.GetProperty("responses");
            Demand(operation.TryGetProperty("summary", out JsonElement summary) && summary.GetString()!.EndsWith('.'), "a summary");
            Demand(operation.TryGetProperty("operationId", out JsonElement id) && names.Add(id.GetString()!), "a name of its own");
            Demand(operation.GetProperty("tags").GetArrayLength() == 1, "a tag");
            JsonProperty[] good = [.. answers.EnumerateObject().Where(each => each.Name[0] == '2')];
            JsonProperty[] refusals = [.. answers.EnumerateObject().Where(each => each.Name[0] is '4' or '5')];
            Demand(good.Length > 0 && good.All(each => each.Name == "204" || HasSchema(each.Value, "application/json")), "the type of its answer");
            Demand(refusals.Length > 0 && refusals.All(each => HasSchema(each.Value, "application/problem+json") && each.Value.GetProperty("description").GetString()!.StartsWith('`')), "what it refuses");
            bool isOpen = Open.Contains(ApiPage.Shape(name));
            Demand(isOpen == !answers.TryGetProperty("401", out _) || name.Contains("session", StringComparison.Ordinal), "whether it is for people who are signed in");
            Demand(isOpen == !operation.TryGetProperty("security", out _), "whether it takes a token");
            if (operation.TryGetProperty("requestBody", out JsonElement body)) Demand(HasSchema(body, "application/json"), "the type of its body");

            void Demand(bool isThere, string what)
            {
                if (!isThere) lacking.Add($"{name} lacks {what}");
            }
        }

        Assert.Empty(lacking);
    }

    private static bool HasSchema(JsonElement of, string type) =>
        of.TryGetProperty("content", out JsonElement content) && content.TryGetProperty(type, out JsonElement media) && media.TryGetProperty("schema", out _);

    private static async Task<IReadOnlyList<(string Name, JsonElement Operation)>> OperationsAsync()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using HttpClient client = app.CreateClient();
        JsonElement description = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        return [.. description.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(each => ($"{each.Name.ToUpperInvariant()} {path.Name}", each.Value)))];
    }
}
