using System.Net;
using System.Text.Json;
using Wava.Web.Accounts;

namespace Wava.Web.Tests.Accounts;

public sealed class NameTests
{
    [Theory]
    [InlineData("Ann", "Ann")]
    [InlineData("  Ann \t  Smith\r\n ", "Ann Smith")]
    [InlineData("Zoë", "Zoë")]
    [InlineData("李小龍", "李小龍")]
    [InlineData("नमस्ते", "नमस्ते")]
    [InlineData("Ann 🎉", "Ann 🎉")]
    [InlineData("A\u200Bn\u200Dn\uFEFF", "Ann")]
    [InlineData("\u202Enna\u202C", "nna")]
    [InlineData("\u2066Ann\u2069", "Ann")]
    [InlineData("A\u0000n\u001Bn\u007F\u0085", "Ann")]
    [InlineData("Ann\u2028Bob\u2029Eve", "Ann Bob Eve")]
    [InlineData("A\u00ADn\u00ADn", "Ann")]
    [InlineData("\U000E0041Ann\uE000", "Ann")]
    [InlineData("\u3164Ann\u2800\u115F", "Ann")]
    [InlineData("A\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "A\u0301\u0301\u0301\u0301")]
    [InlineData("\u0301Ann", "Ann")]
    [InlineData("<b>Ann</b>", "<b>Ann</b>")]
    public void A_name_is_shown_without_what_cannot_be_seen(string given, string shown) =>
        Assert.Equal(shown.Normalize(), NameRules.CleanDisplayName(given));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u200B\u200D\u2060")]
    [InlineData("\u3164")]
    [InlineData("\u202E \u202C")]
    public void A_name_that_nobody_could_see_is_none(string? given) => Assert.Null(NameRules.CleanDisplayName(given));

    [Fact]
    public void A_name_has_sixty_four_characters_at_most()
    {
        Assert.Equal(64, NameRules.CleanDisplayName(new string('n', 64))?.Length);
        Assert.Null(NameRules.CleanDisplayName(new string('n', 65)));
        Assert.Null(NameRules.CleanDisplayName(new string('\u200B', 5000) + "Ann"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task People_change_the_name_that_others_read(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using Person ann = await app.SignUpAsync("Ann");
        JsonElement renamed = await ann.PatchAsync("/api/me", new { displayName = " Anna\u200B " });
        Assert.Equal("Anna", renamed.GetProperty("name").GetString());
        Assert.Equal("Anna", (await ann.GetAsync("/api/me")).GetProperty("name").GetString());
        JsonElement session = await ann.PostAsync("/api/session", new { userName = "ann", password = ann.Password });
        Assert.Equal("Anna", session.GetProperty("user").GetProperty("name").GetString());
        JsonElement problem = await ann.RefusedAsync(HttpMethod.Patch, "/api/me", new { displayName = "\u200B" }, HttpStatusCode.BadRequest, "invalid");
        Assert.Equal("displayName", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Who_gives_no_name_to_show_shows_the_user_name()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        JsonElement session = await app.AnswerAsync(await app.PostAsync("/api/accounts", new { userName = "Ann.Smith", password = People.Password }), HttpStatusCode.Created);
        Assert.Equal("Ann.Smith", session.GetProperty("user").GetProperty("name").GetString());
    }
}
