using System.Net.Sockets;
using Npgsql;

namespace Wava.Web.Storage;

/// <summary>Tells failures of PostgreSQL and the way to it from mistakes in a statement.</summary>
internal static class PostgresFailure
{
    /// <summary>Whether a transaction lost against another one. It has changed nothing, and may be begun anew.</summary>
    public static bool IsLostRace(Exception failure) => failure is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Whether the connection is gone, or never came to be.</summary>
    public static bool IsDisconnection(Exception failure) => failure switch
    {
        PostgresException answer => IsShutdown(answer.SqlState),
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether the storage cannot take or give anything, whatever the statement.</summary>
    public static bool IsUnavailable(Exception failure) =>
        IsLostRace(failure) || IsDisconnection(failure) || (failure is PostgresException answer && IsTrouble(answer.SqlState));

    private static bool IsShutdown(string state) =>
        state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.DatabaseDropped
        || state.StartsWith("08", StringComparison.Ordinal);

    /// <summary>No disk, no memory, no connection left (53); stopped by an operator (57); its system fails (58); read-only after a failover; damaged (XX).</summary>
    private static bool IsTrouble(string state) =>
        state.Length == 5 && (state[..2] is "53" or "57" or "58" or "XX" || state is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InvalidCatalogName);
}
