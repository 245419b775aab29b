using Microsoft.Data.Sqlite;

namespace Wava.Web.Storage;

/// <summary>Tells failures of SQLite and its disk from mistakes in a statement.</summary>
internal static class SqliteFailure
{
    public const int Busy = 5;
    public const int Corrupt = 11;
    public const int NotADatabase = 26;

    private const int Permission = 3;
    private const int Locked = 6;
    private const int NoMemory = 7;
    private const int ReadOnly = 8;
    private const int Interrupted = 9;
    private const int Io = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Protocol = 15;
    private const int TooLarge = 22;

    /// <summary>Whether the storage cannot take or give anything, whatever the statement.</summary>
    public static bool IsUnavailable(SqliteException failure) =>
        failure.SqliteErrorCode is Permission or Busy or Locked or NoMemory or ReadOnly or Interrupted or Io or Corrupt or Full or CannotOpen or Protocol or TooLarge or NotADatabase;

    public static bool IsDamage(SqliteException failure) => failure.SqliteErrorCode is Corrupt or NotADatabase;
}
