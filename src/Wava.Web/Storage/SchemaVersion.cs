using System.Data.Common;
using Dapper;

namespace Wava.Web.Storage;

/// <summary>Knows which steps a database has behind it, and takes those that it has not. What is the same on both engines.</summary>
internal sealed class SchemaVersion(IReadOnlyList<Migration> migrations, TimeProvider time)
{
    /// <summary>The version that this program works with.</summary>
    public int Newest => migrations[^1].Version;

    /// <summary>The version of a database, 0 for one that has no table of versions.</summary>
    public static async Task<int> ReadAsync(DbConnection connection, DbTransaction? transaction, bool hasTable) =>
        hasTable ? await connection.ExecuteScalarAsync<int>("SELECT COALESCE(MAX(version), 0) FROM schema_versions", transaction: transaction) : 0;

    /// <summary>Refuses a database that a newer program has been at: this one does not know what its tables mean.</summary>
    /// <exception cref="StorageException">It is newer.</exception>
    public void Demand(int version, string what)
    {
        if (version > Newest)
        {
            throw new StorageException(
                $"{what} is of version {version}, which a newer Wava has made; this one knows versions up to {Newest}. Nothing was changed. Run the newer program, or restore the backup that was made before the update.");
        }
    }

    /// <summary>The steps that are still to be taken.</summary>
    public IEnumerable<Migration> After(int version) => migrations.Where(each => each.Version > version);

    /// <summary>Takes one step, within a transaction that its caller begins and commits: the version is written together with what it stands for.</summary>
    public async Task TakeAsync(DbConnection connection, DbTransaction? transaction, Migration step)
    {
        await connection.ExecuteAsync("CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, applied_at BIGINT NOT NULL)", transaction: transaction);
        await connection.ExecuteAsync(step.Script, transaction: transaction);
        await connection.ExecuteAsync(
            "INSERT INTO schema_versions (version, applied_at) VALUES (@version, @now)", new { version = step.Version, now = time.GetUtcNow().ToUnixTimeMilliseconds() }, transaction);
    }
}
