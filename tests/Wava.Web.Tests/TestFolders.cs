namespace Wava.Web.Tests;

/// <summary>Folders for applications under test: in memory where there is such a place, for what most tests are about is not how fast a disk confirms.</summary>
internal static class TestFolders
{
    private const string Memory = "/dev/shm";
    private const long Enough = 256 << 20;

    /// <summary>Makes an empty one.</summary>
    public static string Make()
    {
        if (!Directory.Exists(Memory) || new DriveInfo(Memory).AvailableFreeSpace < Enough) return Directory.CreateTempSubdirectory("wava-test-").FullName;
        return Directory.CreateDirectory(Path.Combine(Memory, $"wava-test-{Guid.NewGuid():N}")).FullName;
    }
}
