using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Wava.ChatLoad;

/// <summary>What the disk and SQLite give at most: the same rows in groups, one after another, each group on disk before the next begins.</summary>
internal static class Baseline
{
    public static double Measure(string folder, int group, TimeSpan during)
    {
        SQLitePCL.Batteries_V2.Init();
        string file = Path.Combine(folder, $"baseline-{Guid.NewGuid():N}.db");
        using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            connection.Open();
            Run(connection, "PRAGMA journal_mode=WAL");
            Run(connection, "PRAGMA synchronous=FULL");
            Run(connection, "CREATE TABLE messages (room_id TEXT, sequence BIGINT, id TEXT, author_id TEXT, author_name TEXT, client_id TEXT, text TEXT, created_at BIGINT, PRIMARY KEY (room_id, sequence))");
            Run(connection, "CREATE UNIQUE INDEX messages_client ON messages (room_id, author_id, client_id)");
            using SqliteCommand insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO messages VALUES ('AAAAAAAAAAAAAAAAAAAAAA', $n, $id, 'BBBBBBBBBBBBBBBBBBBBBB', 'Guest 1', $id, 'Message 1 of many: what people write to each other is about this long.', 1)";
            SqliteParameter number = insert.Parameters.Add("$n", SqliteType.Integer);
            SqliteParameter id = insert.Parameters.Add("$id", SqliteType.Text);
            long begun = Stopwatch.GetTimestamp();
            long rows = 0;
            while (Stopwatch.GetElapsedTime(begun) < during)
            {
                using SqliteTransaction transaction = connection.BeginTransaction();
                insert.Transaction = transaction;
                for (int i = 0; i < group; i++)
                {
                    number.Value = ++rows;
                    id.Value = Guid.NewGuid().ToString("N");
                    insert.ExecuteNonQuery();
                }

                transaction.Commit();
            }

            double rate = rows / Stopwatch.GetElapsedTime(begun).TotalSeconds;
            connection.Close();
            File.Delete(file);
            return rate;
        }
    }

    private static void Run(SqliteConnection connection, string statement)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
