namespace Wava.Web.Storage;

/// <summary>Where everything is kept (<c>Storage</c>).</summary>
internal sealed class StorageOptions
{
    /// <summary>The folder of the SQLite file and of keys that are made at the first start. Made if it is not there, for its owner only.</summary>
    public string Folder { get; set; } = "data";

    /// <summary>A connection string: PostgreSQL instead of the SQLite file.</summary>
    public string? PostgreSQL { get; set; }

    /// <summary>How many changes may wait for SQLite. One more is refused as busy.</summary>
    public int MaxQueue { get; set; } = 10_000;

    /// <summary>How many changes share a commit of SQLite at most.</summary>
    public int MaxChangesPerCommit { get; set; } = 256;

    /// <summary>How many read from SQLite at the same time.</summary>
    public int Readers { get; set; } = 4;

    /// <summary>How long to wait while another program holds the SQLite file.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many octets SQLite's log may grow to. It grows further only while somebody reads from an old state.</summary>
    public long MaxWalSize { get; set; } = 64 * 1024 * 1024;
}
