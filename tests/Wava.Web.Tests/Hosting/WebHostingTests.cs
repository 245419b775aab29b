using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Wava.Web.Tests.Hosting;

public sealed class WebHostingTests
{
    [Theory]
    [InlineData("/api/nothing")]
    [InlineData("/assets/gone-12345.js")]
    [InlineData("/favicon.gone")]
    public async Task Nothing_is_at_an_address_that_is_nobodys(string path)
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using HttpClient client = app.CreateClient();
        using HttpResponseMessage answer = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("not-found", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/r/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("/test")]
    public async Task The_clients_page_is_at_every_other_address(string path)
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using HttpClient client = app.CreateClient();
        using HttpResponseMessage answer = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/nothing")]
    [InlineData("/health/live")]
    public async Task Every_answer_says_what_a_browser_may_do_with_it(string path)
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using HttpClient client = app.CreateClient();
        using HttpResponseMessage answer = await client.GetAsync(path);

        string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("microphone=(self)", Assert.Single(answer.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task It_says_whether_it_lives_and_whether_it_is_ready(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using HttpClient client = app.CreateClient();

        Assert.Equal("Healthy", await client.GetStringAsync("/health/live"));
        Assert.Equal("Healthy", await client.GetStringAsync("/health/ready"));
    }

    [Fact]
    public async Task A_proxy_that_cannot_be_understood_is_named_at_the_start()
    {
        OptionsValidationException failure = await Assert.ThrowsAsync<OptionsValidationException>(async () => await WavaApp.StartAsync(StorageEngine.SQLite, ("Web:TrustedProxies:0", "10.0.0.0/99")));

        Assert.Contains("Web:TrustedProxies has \"10.0.0.0/99\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_watches_the_files_of_the_configuration()
    {
        // A watcher would be woken by every write to the storage, whose folder lies beside them.
        await using WavaApp app = await WavaApp.StartAsync();
        var configuration = (IConfigurationRoot)app.Services.GetRequiredService<IConfiguration>();
        FileConfigurationProvider[] files = [.. configuration.Providers.OfType<FileConfigurationProvider>()];

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.False(file.Source.ReloadOnChange));
    }

    [Fact]
    public async Task The_API_is_described_and_says_what_needs_a_token()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using HttpClient client = app.CreateClient();
        JsonElement description = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        Assert.Equal("Wava", description.GetProperty("info").GetProperty("title").GetString());
        Assert.Equal("bearer", description.GetProperty("components").GetProperty("securitySchemes").GetProperty("token").GetProperty("scheme").GetString());
    }
}
