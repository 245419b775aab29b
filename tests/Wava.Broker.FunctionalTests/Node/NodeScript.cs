using System.Diagnostics;
using System.Text;

namespace Wava.Broker.FunctionalTests.Node;

/// <summary>Runs the scripts beside this file with Node.js, and installs what they import when it is missing or older than the lock file.</summary>
internal static class NodeScript
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Node");
    private static readonly string? Node = Find("node");
    private static readonly Lock Gate = new();
    private static Task? Installed;

    /// <summary>Why tests with Node are left out; null when they run.</summary>
    public static string? WhyNot { get; } =
        Node is not null || Environment.GetEnvironmentVariable("WAVA_REQUIRE_PEERS") == "1"
            ? null
            : "Node.js is not on the PATH. Install it, or set WAVA_REQUIRE_PEERS=1 to let this fail.";

    /// <summary>Runs a script to its end and fails with all it said when it does not end well.</summary>
    public static async Task RunAsync(string script, params string[] arguments)
    {
        using var process = await StartAsync(script, arguments);
        await EndAsync(process, process.StandardOutput.ReadToEndAsync());
    }

    /// <summary>Starts a script that the test talks with by lines.</summary>
    public static async Task<Process> StartAsync(string script, params string[] arguments)
    {
        Assert.True(Node is not null, "node is not on the PATH");
        await InstallAsync();
        return Start(Node!, [script, .. arguments]);
    }

    /// <summary>Waits for the end of a script, which has to be a good one.</summary>
    public static async Task EndAsync(Process process, Task<string> output)
    {
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The script did not end:\n{await output}{await errors}");
        }

        Assert.True(process.ExitCode == 0, $"The script ended with {process.ExitCode}:\n{await output}{await errors}");
    }

    /// <summary>Installs the packages, once.</summary>
    public static Task InstallAsync()
    {
        lock (Gate) return Installed ??= InstallOnceAsync();
    }

    private static async Task InstallOnceAsync()
    {
        var done = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (done.Exists && done.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json"))) return;
        using var process = Start(Find("npm") ?? throw new InvalidOperationException("npm is not on the PATH"), ["ci"]);
        await EndAsync(process, process.StandardOutput.ReadToEndAsync());
        done.LastWriteTimeUtc = TimeProvider.System.GetUtcNow().UtcDateTime;
    }

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = Folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardOutputEncoding = Encoding.UTF8,
    })!;

    private static string? Find(string program)
    {
        string[] names = OperatingSystem.IsWindows() ? [program + ".exe", program + ".cmd"] : [program];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
