using System.Net;
using System.Text.Json;
using Wava.Testing;

namespace Wava.Web.Tests.Accounts;

public sealed class SignUpTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Who_registers_is_signed_in_over_HTTP_and_STOMP(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using Person ann = await app.SignUpAsync("Ann");

        JsonElement me = await ann.GetAsync("/api/me");
        Assert.Equal(ann.Id, me.GetProperty("id").GetString());
        Assert.Equal("Ann", me.GetProperty("name").GetString());
        Assert.Equal("account", me.GetProperty("kind").GetString());
        Assert.Equal("Ann", me.GetProperty("userName").GetString());
        Assert.False(me.TryGetProperty("room", out _));

        await using StompTestClient client = await ann.ConnectAsync();
        await client.FenceAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_user_name_is_taken_in_all_its_spellings(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using Person ann = await app.SignUpAsync("Ann");

        HttpResponseMessage second = await app.PostAsync("/api/accounts", new { userName = "aNN", password = People.Password });
        JsonElement problem = await app.AnswerAsync(second, HttpStatusCode.Conflict);
        Assert.Equal("user-name-taken", problem.GetProperty("code").GetString());
    }
}
