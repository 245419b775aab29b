using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Wava.Testing;

namespace Wava.Web.Tests.Accounts;

public sealed class AccessTokenTests
{
    [Fact]
    public async Task What_the_table_of_bad_tokens_varies_is_good()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, TokenForge.Settings);
        using Person ann = await app.SignUpAsync("Ann");
        var forge = new TokenForge(ann, app.Clock.GetUtcNow());
        foreach (string token in new[]
        {
            forge.Good,
            forge.Make(claims: claims => claims["nbf"] = forge.Now + 29),
            forge.Make(claims: claims => claims["iat"] = forge.Now + 29),
            forge.Make(claims: claims => claims["exp"] = forge.Now + 1),
            forge.Make(claims: claims => claims["more"] = "than we know of"),
        })
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, token));
            Assert.True(await ConnectsAsync(app, token));
        }
    }

    [Fact]
    public async Task Tokens_of_an_older_key_are_good_and_new_ones_are_signed_with_the_first_key()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, TokenForge.Settings);
        using Person ann = await app.SignUpAsync("Ann");
        var forge = new TokenForge(ann, app.Clock.GetUtcNow());

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, forge.Make(TokenForge.Header(kid: TokenForge.OldId), key: TokenForge.OldSecret)));
        Assert.StartsWith(TokenForge.Encode(TokenForge.Header()), ann.Token, StringComparison.Ordinal);
        Assert.Equal(forge.Good, ann.Token);
    }

    [Fact]
    public async Task A_token_is_good_for_ten_minutes()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using Person ann = await app.SignUpAsync("Ann");
        app.Clock.Advance(TimeSpan.FromSeconds(599));
        await ann.GetAsync("/api/me");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await ann.RefusedAsync(HttpMethod.Get, "/api/me", null, HttpStatusCode.Unauthorized, "not-signed-in");
    }

    [Fact]
    public async Task Who_has_no_token_and_who_has_a_bad_one_are_told_apart()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using HttpClient nobody = app.CreateClient();
        using HttpResponseMessage none = await nobody.GetAsync("/api/me");
        nobody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        using HttpResponseMessage wrong = await nobody.GetAsync("/api/me");
        nobody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", "YW5uOmFubg==");
        using HttpResponseMessage basic = await nobody.GetAsync("/api/me");

        Assert.Equal("Bearer", none.Headers.WwwAuthenticate.ToString());
        Assert.Equal("Bearer error=\"invalid_token\"", wrong.Headers.WwwAuthenticate.ToString());
        foreach (HttpResponseMessage answer in new[] { none, wrong, basic })
        {
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            JsonElement problem = await app.AnswerAsync(answer, HttpStatusCode.Unauthorized);
            Assert.Equal("not-signed-in", problem.GetProperty("code").GetString());
        }
    }

    [Theory]
    [InlineData("/api/me?access_token=")]
    [InlineData("/api/me?token=")]
    [InlineData("/api/me?Authorization=Bearer%20")]
    public async Task A_token_in_the_address_counts_for_nothing(string path)
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using Person ann = await app.SignUpAsync("Ann");
        using HttpClient nobody = app.CreateClient();
        using HttpResponseMessage answer = await nobody.GetAsync($"{path}{ann.Token}");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static async Task<HttpStatusCode> StatusAsync(WavaApp app, string token)
    {
        using HttpClient client = app.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using HttpResponseMessage answer = await client.GetAsync("/api/me");
        return answer.StatusCode;
    }

    private static async Task<bool> ConnectsAsync(WavaApp app, string token)
    {
        await using StompTestClient client = await app.OpenStompAsync("/ws");
        await client.SendFrameAsync("CONNECT", [("accept-version", "1.2"), ("host", "localhost"), ("Authorization", $"Bearer {token}")]);
        return (await client.ReceiveAsync())?.Command == "CONNECTED";
    }
}
