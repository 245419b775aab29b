namespace Wava.Web.Tests;

/// <summary>What the application under test keeps its data in.</summary>
public enum StorageEngine
{
    SQLite,
    PostgreSQL,
}
