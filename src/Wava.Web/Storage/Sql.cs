using System.Data.Common;
using Dapper;

namespace Wava.Web.Storage;

/// <summary>Runs SQL within one read or one change. Parameters are <c>@name</c>, given as an object's properties; text is never put together from values.</summary>
internal sealed partial class Sql
{
    private readonly DbConnection _connection;
    private readonly DbTransaction? _transaction;
    private readonly bool _isShared;
    private bool _isOver;

    static Sql() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>Runs SQL on a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">Its transaction, where the connection wants to be told.</param>
    /// <param name="isShared">Whether others change something at the same time.</param>
    public Sql(DbConnection connection, DbTransaction? transaction, bool isShared) => (_connection, _transaction, _isShared) = (connection, transaction, isShared);

    private DbConnection Connection =>
        _isOver ? throw new InvalidOperationException("This read or change is over: it awaited something that is not its Sql, or kept its Sql.") : _connection;

    /// <summary>Runs a statement and says how many rows it changed.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="with">Its parameters. A list runs the statement once for each element.</param>
    public Task<int> ExecuteAsync(string statement, object? with = null) => Connection.ExecuteAsync(statement, with, _transaction);

    /// <summary>The only row, or null (the default) if there is none.</summary>
    public Task<T?> FindAsync<T>(string query, object? with = null) => Connection.QuerySingleOrDefaultAsync<T>(query, with, _transaction);

    /// <summary>All rows.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string query, object? with = null) => (await Connection.QueryAsync<T>(query, with, _transaction)).AsList();

    /// <summary>A condition that a value is one of a list: <c>$"... WHERE id {sql.IsAmong("ids")}"</c>. The engines say it differently.</summary>
    /// <param name="parameter">The parameter that holds the list, which must not be empty.</param>
    public string IsAmong(string parameter) => _connection is Npgsql.NpgsqlConnection ? $"= ANY(@{parameter})" : $"IN @{parameter}";

    /// <summary>Makes changes that name the same thing follow each other: from here to its end, this one is alone among them.</summary>
    /// <param name="thing">What must not be changed by two at once, for instance a room's id.</param>
    public Task TakeTurnAsync(string thing) =>
        _isShared ? Connection.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended(@thing, 0))", new { thing }, _transaction) : Task.CompletedTask;

    /// <summary>Adds rows at once, and leaves out those that are there already.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns. The first one, a text, says in the answer which rows are new.</param>
    /// <param name="rows">The values, column by column: texts, numbers (<c>long</c>) or null.</param>
    /// <returns>The first column of the rows that were added.</returns>
    public Task<IReadOnlySet<string>> InsertNewAsync(string table, IReadOnlyList<InsertColumn> columns, IReadOnlyList<object?[]> rows) =>
        _isShared ? InsertArraysAsync(table, columns, rows) : InsertOneByOneAsync(table, columns, rows);

    /// <summary>Makes every further use fail: a change that has ended must not reach into the next one's transaction.</summary>
    internal void End() => _isOver = true;
}
