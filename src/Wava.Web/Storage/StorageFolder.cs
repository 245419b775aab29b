namespace Wava.Web.Storage;

/// <summary>The folder of everything that is kept in files: there, and its owner's only.</summary>
internal static class StorageFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the folder if it is not there.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="StorageException">It cannot be made.</exception>
    public static string Prepare(string folder)
    {
        string path = Path.GetFullPath(folder);
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
            else if (!Directory.Exists(path)) Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            return path;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The data folder {path} cannot be made: {failure.Message} Make it, or name another one with Storage:Folder.", failure);
        }
    }

    /// <summary>Makes an empty file for its owner only. SQLite gives the files beside it the same rights.</summary>
    public static void MakeFile(string path)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(path, how);
    }

    /// <summary>Keeps other processes out until it is disposed of.</summary>
    /// <exception cref="StorageException">Another process is in, or the folder cannot be written to.</exception>
    public static IDisposable Lock(string folder)
    {
        string path = Path.Combine(folder, "wava.lock");
        try
        {
            var how = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) how.UnixCreateMode = OwnerOnly;
            return new FileStream(path, how);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new StorageException($"The data folder {folder} cannot be written to: {failure.Message} Give it to the user that the program runs as, or name another one with Storage:Folder.", failure);
        }
        catch (IOException failure) when (File.Exists(path))
        {
            throw new StorageException($"The data folder {folder} is in use by another running Wava. Stop that one first, or give this one a folder of its own with Storage:Folder.", failure);
        }
        catch (IOException failure)
        {
            throw new StorageException($"The data folder {folder} cannot be written to: {failure.Message}", failure);
        }
    }
}
