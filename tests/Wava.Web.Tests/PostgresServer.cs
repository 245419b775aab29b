using System.Collections.Concurrent;
using Npgsql;

namespace Wava.Web.Tests;

/// <summary>The PostgreSQL server that tests may use: each application gets a database of its own.</summary>
/// <remarks>To make and to drop a database costs the server about a second. So one that was used is emptied and used again, and all are dropped when the tests are over.</remarks>
internal static class PostgresServer
{
    private static readonly ConcurrentDictionary<string, byte> All = new();
    private static readonly ConcurrentBag<string> Free = [];

    public static string? ConnectionString { get; } = Environment.GetEnvironmentVariable("WAVA_TEST_POSTGRES") is { Length: > 0 } given ? given : null;

    /// <summary>Provides an empty database and returns the connection string for it.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        if (!Free.TryTake(out string? name))
        {
            name = $"wava_{Guid.NewGuid():N}";
            await ExecuteAsync(Server, $"CREATE DATABASE {name}");
            All[name] = 0;
        }

        return AddressOf(name);
    }

    /// <summary>Takes a database back that <see cref="CreateDatabaseAsync"/> has provided.</summary>
    public static async Task DropDatabaseAsync(string connectionString)
    {
        string name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        // Whoever is still connected must not meet the next test's tables.
        await ExecuteAsync(Server, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        await ExecuteAsync(Server, $"ALTER DATABASE {name} RESET ALL");
        await ExecuteAsync(Server, $"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true");
        await ExecuteAsync($"{AddressOf(name)};Pooling=false", "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        Free.Add(name);
    }

    /// <summary>Drops all databases, when no test uses one any more.</summary>
    public static async Task EndAsync()
    {
        foreach (string name in All.Keys) await ExecuteAsync(Server, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    /// <summary>Lets clients in, or turns them away and out: to them the database is gone.</summary>
    public static async Task AllowConnectionsAsync(string database, bool allowed)
    {
        await ExecuteAsync(Server, $"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS {allowed}");
        if (!allowed) await ExecuteAsync(Server, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
    }

    private static string Server =>
        ConnectionString ?? throw new InvalidOperationException("WAVA_REQUIRE_PEERS=1, but there is no PostgreSQL: set WAVA_TEST_POSTGRES to the connection string of a server.");

    private static string AddressOf(string database) => new NpgsqlConnectionStringBuilder(Server) { Database = database }.ConnectionString;

    private static async Task ExecuteAsync(string server, string statement)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(server);
        await using NpgsqlCommand command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}
