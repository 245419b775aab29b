using Microsoft.Extensions.Options;
using Npgsql;

namespace Wava.Web.Storage;

internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Folder)) failures.Add("Storage:Folder must name a folder.");
        if (options.MaxQueue < 1) failures.Add($"Storage:MaxQueue must be at least 1, not {options.MaxQueue}.");
        if (options.MaxChangesPerCommit < 1) failures.Add($"Storage:MaxChangesPerCommit must be at least 1, not {options.MaxChangesPerCommit}.");
        if (options.Readers is < 1 or > 64) failures.Add($"Storage:Readers must be 1 to 64, not {options.Readers}.");
        if (options.BusyTimeout < TimeSpan.FromMilliseconds(1) || options.BusyTimeout > TimeSpan.FromMinutes(1))
            failures.Add($"Storage:BusyTimeout must be longer than nothing and a minute at most, not {options.BusyTimeout}.");
        if (options.MaxWalSize < 1024 * 1024) failures.Add($"Storage:MaxWalSize must be at least 1048576, not {options.MaxWalSize}.");
        if (!string.IsNullOrWhiteSpace(options.PostgreSQL) && Mistake(options.PostgreSQL) is { } mistake) failures.Add(mistake);
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    /// <summary>What is wrong with a connection string, without quoting it: there may be a password in it.</summary>
    private static string? Mistake(string connectionString)
    {
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Host)
                ? "Storage:PostgreSQL must name a host: \"Host=localhost;Database=wava;Username=wava;Password=...\"."
                : null;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidOperationException)
        {
            return "Storage:PostgreSQL is not a connection string: it must look like \"Host=localhost;Database=wava;Username=wava;Password=...\".";
        }
    }
}
