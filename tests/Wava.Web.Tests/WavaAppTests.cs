namespace Wava.Web.Tests;

public sealed class WavaAppTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_application_starts(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using HttpClient client = app.CreateClient();

        Assert.True((await client.GetAsync("/openapi/v1.json")).IsSuccessStatusCode);
    }
}
