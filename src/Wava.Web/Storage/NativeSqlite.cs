using System.Reflection;
using System.Runtime.InteropServices;

namespace Wava.Web.Storage;

/// <summary>Chooses the native SQLite: the system's where it is there and newer than the one that comes with the program, which is years old.</summary>
/// <remarks>The system's also gets its security updates from the system.</remarks>
internal static class NativeSqlite
{
    private const string Bundled = "e_sqlite3";

    private static readonly Lock Gate = new();
    private static string? LoadedLibrary;

    /// <summary>Loads it, once in a process, and says which one it is: <c>SQLite 3.46.1 (system library)</c>.</summary>
    public static string Load()
    {
        lock (Gate)
        {
            if (LoadedLibrary is not null) return LoadedLibrary;
            Assembly provider = typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly;
            nint system = FindSystem(VersionOfBundled(provider));
            if (system != 0)
                NativeLibrary.SetDllImportResolver(provider, (name, assembly, path) => name == Bundled ? system : 0);
            SQLitePCL.Batteries_V2.Init();
            return LoadedLibrary = $"SQLite {SQLitePCL.raw.sqlite3_libversion().utf8_to_string()} ({(system != 0 ? "system library" : "bundled")})";
        }
    }

    /// <summary>The system's library if it is newer and may be used by several threads; 0 otherwise.</summary>
    private static nint FindSystem(int than)
    {
        string[] names = OperatingSystem.IsLinux() ? ["libsqlite3.so.0"] : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib"] : [];
        foreach (string name in names)
        {
            if (!NativeLibrary.TryLoad(name, out nint library)) continue;
            if (Ask(library, "sqlite3_libversion_number") > than && Ask(library, "sqlite3_threadsafe") != 0) return library;
            NativeLibrary.Free(library);
        }

        return 0;
    }

    private static int VersionOfBundled(Assembly provider) =>
        NativeLibrary.TryLoad(Bundled, provider, null, out nint library) ? Ask(library, "sqlite3_libversion_number") : 0;

    private static int Ask(nint library, string function) =>
        NativeLibrary.TryGetExport(library, function, out nint address) ? Marshal.GetDelegateForFunctionPointer<Number>(address)() : 0;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Number();
}
