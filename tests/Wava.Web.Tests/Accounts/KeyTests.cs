using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Wava.Testing;
using Wava.Web.Accounts;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Accounts;

public sealed class KeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wava-keys-").FullName;

    private string File => Path.Combine(_folder, "inside", "keys.json");

    [Fact]
    public async Task Keys_are_made_at_the_first_start_for_their_owner_only()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        string file = Path.Combine(app.Folder, "keys.json");
        Assert.True(System.IO.File.Exists(file));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
        Assert.Equal([file], Directory.GetFiles(app.Folder, "keys*"));
    }

    [Fact]
    public void A_key_stays_the_same_over_restarts_and_is_followed_by_a_new_one_when_it_is_old()
    {
        var clock = new FakeTimeProvider();
        TokenKey first = Assert.Single(Open(clock));
        clock.Advance(TimeSpan.FromDays(90));
        Assert.Equal(first.Header, Assert.Single(Open(clock)).Header);
        Assert.Equal(first.Secret, Assert.Single(Open(clock)).Secret);
        clock.Advance(TimeSpan.FromSeconds(1));
        IReadOnlyList<TokenKey> second = Open(clock);
        Assert.Equal(2, second.Count);
        Assert.Equal(first.Id, second[1].Id);
        Assert.NotEqual(first.Secret, second[0].Secret);
        Assert.Equal(second.Select(each => each.Id), Open(clock).Select(each => each.Id));
        clock.Advance(TimeSpan.FromDays(91));
        IReadOnlyList<TokenKey> third = Open(clock);
        Assert.Equal(second[0].Id, third[1].Id);
        Assert.Equal(2, third.Count);
        Assert.Equal(32, third[0].Secret.Length);
    }

    [Fact]
    public void A_file_that_others_can_read_is_closed_to_them()
    {
        if (OperatingSystem.IsWindows()) return;
        Open(new FakeTimeProvider());
        System.IO.File.SetUnixFileMode(File, (UnixFileMode)0b110_100_100);
        Open(new FakeTimeProvider());
        Assert.Equal((UnixFileMode)0b110_000_000, System.IO.File.GetUnixFileMode(File));
        Assert.Equal((UnixFileMode)0b111_000_000, System.IO.File.GetUnixFileMode(Path.GetDirectoryName(File)!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":null}""")]
    [InlineData("""{"keys":[null]}""")]
    [InlineData("""{"keys":[{"id":"a","secret":"AAAA","createdAt":"2026-01-01T00:00:00Z"}]}""")]
    [InlineData("""{"keys":[{"id":"a","secret":null,"createdAt":"2026-01-01T00:00:00Z"}]}""")]
    [InlineData("""{"keys":[{"id":"a b","secret":"3q2+7wAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo=","createdAt":"2026-01-01T00:00:00Z"}]}""")]
    [InlineData("""{"keys":[{"id":"a","sec""")]
    public void A_file_that_cannot_be_used_is_refused_and_left_as_it_is(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, content);
        StorageException refused = Assert.Throws<StorageException>(() => Open(new FakeTimeProvider()));
        Assert.Contains(File, refused.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    [Theory]
    [InlineData("", "is missing")]
    [InlineData("8J+SqQ==", "is too short")]
    [InlineData("qwert", "is not base64")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==", "is too short")]
    [InlineData("your-256-bit-secret", "looks like a sample")]
    [InlineData("ThisIsMySuperSecretKeyForJwtTokens1234567890", "looks like a sample")]
    [InlineData("changemechangemechangemechangemechangemechangeme", "looks like a sample")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "is not random")]
    [InlineData("VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBkb2c=", "is not random")]
    [InlineData("hello, world: this is no base64 at all, not at all", "is not base64")]
    public async Task A_secret_that_will_not_do_stops_the_start_and_is_not_quoted(string secret, string problem)
    {
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(
            async () => await WavaApp.StartAsync(StorageEngine.SQLite, ("Tokens:Keys:0:Id", "a"), ("Tokens:Keys:0:Secret", secret)));
        Assert.Contains($"Tokens:Keys:0:Secret {problem}", refused.Message, StringComparison.Ordinal);
        if (secret.Length > 0) Assert.DoesNotContain(secret, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tokens:Keys:0:Id", "a b", "Tokens:Keys:0:Id")]
    [InlineData("Tokens:Keys:0:Id", "", "Tokens:Keys:0:Id")]
    [InlineData("Tokens:Keys:0:Id", "old.1", "Tokens:Keys:1:Id is that of another key")]
    [InlineData("Tokens:Lifetime", "00:00:01", "Tokens:Lifetime")]
    [InlineData("Tokens:IdleLifetime", "00:05:00", "Tokens:IdleLifetime")]
    [InlineData("Tokens:SignInsPerUser", "0", "Tokens:SignInsPerUser")]
    [InlineData("Accounts:PasswordIterations", "999", "Accounts:PasswordIterations")]
    [InlineData("Accounts:WaitingHashes", "-1", "Accounts:WaitingHashes")]
    [InlineData("SignInLimits:FreeTries", "0", "SignInLimits:FreeTries")]
    [InlineData("SignInLimits:LongestWait", "00:00:01", "SignInLimits:LongestWait")]
    public async Task A_setting_that_will_not_do_stops_the_start_by_its_name(string key, string value, string problem)
    {
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(
            async () => await WavaApp.StartAsync(StorageEngine.SQLite, [.. TokenForge.Settings, (key, value)]));
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_keys_in_the_configuration_none_are_made()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, TokenForge.Settings);
        Assert.Empty(Directory.GetFiles(app.Folder, "keys*"));
    }

    [Fact]
    public async Task A_token_says_who_and_until_when_and_nothing_secret()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using Person ann = await app.SignUpAsync("Ann");
        JsonObject claims = JsonNode.Parse(Base64Url.DecodeFromChars(ann.Token.Split('.')[1]))!.AsObject();
        Assert.Equal(["aud", "exp", "iat", "iss", "jti", "kind", "name", "sid", "sub"], claims.Select(each => each.Key).Order());
        Assert.Equal(ann.Id, claims["sub"]!.GetValue<string>());
        Assert.Equal(600, claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>());
        Assert.Equal("""{"alg":"HS256","typ":"at+jwt","kid":""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(ann.Token.Split('.')[0]))[..36]);
        Assert.Equal(HttpStatusCode.OK, (await ann.Http.GetAsync("/api/me")).StatusCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IReadOnlyList<TokenKey> Open(FakeTimeProvider clock) => KeyFile.Open(File, clock.GetUtcNow(), TimeSpan.FromDays(90));
}
