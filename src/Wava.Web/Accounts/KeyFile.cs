using System.Text.Json;
using System.Text.Json.Serialization;
using Wava.Web.Storage;

namespace Wava.Web.Accounts;

/// <summary>The keys that the program has made for itself, in a file that only its owner may read.</summary>
/// <remarks>
/// A file that cannot be read is refused and never replaced: whoever runs the program decides. To lose it costs little, though. Access tokens are not good any more, and clients get new ones
/// by their refresh tokens, which need no key.
/// </remarks>
internal static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The keys in the file, the newest first. Makes the file, and a new key when the newest is old.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="now">The time.</param>
    /// <param name="keyLifetime">After how long a key is followed by a new one.</param>
    /// <exception cref="StorageException">The file is there and cannot be used.</exception>
    public static IReadOnlyList<TokenKey> Open(string path, DateTimeOffset now, TimeSpan keyLifetime)
    {
        List<Entry> entries = File.Exists(path) ? Read(path) : [];
        if (entries.Count == 0 || now - entries[0].CreatedAt > keyLifetime)
        {
            // Tokens of the one before are still around; those of the ones before that have ended long ago, for no token lasts longer than a day.
            entries = [new Entry(Ids.New()[..8], Convert.ToBase64String(TokenSecrets.New()), now), .. entries.Take(1)];
            Write(path, entries);
        }

        return [.. entries.Select(each => new TokenKey(each.Id, TokenSecrets.Read(each.Secret)!))];
    }

    private static List<Entry> Read(string path)
    {
        Content? content;
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0) File.SetUnixFileMode(path, OwnerOnly);
            content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Format);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, e);
        }

        if (content is not { Keys: { Count: > 0 } keys }) throw Unusable(path, null);
        if (keys.Exists(each => each is not { Id: not null, Secret: not null } || !TokenKey.IsWellFormedId(each.Id) || TokenSecrets.ProblemWith(each.Secret) is not null)) throw Unusable(path, null);
        return [.. keys.OrderByDescending(each => each.CreatedAt)];
    }

    private static void Write(string path, List<Entry> entries)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);

        // Beside it first and then in its place: whenever the machine stops, there is the old file or the new one.
        string beside = $"{path}.{Ids.New()}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(beside, options))
        {
            JsonSerializer.Serialize(file, new Content(entries), Format);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    private static StorageException Unusable(string path, Exception? cause) => new(
        $"The keys in {path} cannot be read. Put the file back from a backup, or remove it: then new keys are made, and clients refresh their tokens.", cause);

    private sealed record Content([property: JsonRequired] List<Entry> Keys);

    private sealed record Entry([property: JsonRequired] string Id, [property: JsonRequired] string Secret, [property: JsonRequired] DateTimeOffset CreatedAt);
}
