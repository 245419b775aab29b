using System.Data.Common;
using NpgsqlTypes;

namespace Wava.Web.Storage;

/// <content>How many rows are added fastest differs: PostgreSQL wants one statement, SQLite one that is prepared once and run for each.</content>
internal sealed partial class Sql
{
    private async Task<IReadOnlySet<string>> InsertOneByOneAsync(string table, IReadOnlyList<InsertColumn> columns, IReadOnlyList<object?[]> rows)
    {
        var added = new HashSet<string>(StringComparer.Ordinal);
        await using DbCommand command = Connection.CreateCommand();
        command.CommandText = $"INSERT INTO {table} ({Names(columns)}) VALUES ({string.Join(", ", columns.Select(each => "@" + each.Name))}) ON CONFLICT DO NOTHING";
        foreach (InsertColumn column in columns)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = "@" + column.Name;
            command.Parameters.Add(parameter);
        }

        foreach (object?[] row in rows)
        {
            for (int index = 0; index < columns.Count; index++) command.Parameters[index].Value = row[index] ?? DBNull.Value;
            if (await command.ExecuteNonQueryAsync() > 0) added.Add((string)row[0]!);
        }

        return added;
    }

    private async Task<IReadOnlySet<string>> InsertArraysAsync(string table, IReadOnlyList<InsertColumn> columns, IReadOnlyList<object?[]> rows)
    {
        var added = new HashSet<string>(StringComparer.Ordinal);
        await using DbCommand command = Connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText =
            $"INSERT INTO {table} ({Names(columns)}) SELECT * FROM unnest({string.Join(", ", columns.Select(each => "@" + each.Name))}) ON CONFLICT DO NOTHING RETURNING {columns[0].Name}";
        for (int index = 0; index < columns.Count; index++)
        {
            object values = columns[index].IsNumber ? rows.Select(row => (long?)row[index]).ToArray() : rows.Select(row => (string?)row[index]).ToArray();
            NpgsqlDbType kind = columns[index].IsNumber ? NpgsqlDbType.Bigint : NpgsqlDbType.Text;
            command.Parameters.Add(new Npgsql.NpgsqlParameter(columns[index].Name, NpgsqlDbType.Array | kind) { Value = values });
        }

        await using DbDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) added.Add(reader.GetString(0));
        return added;
    }

    private static string Names(IReadOnlyList<InsertColumn> columns) => string.Join(", ", columns.Select(each => each.Name));
}
