using System.Diagnostics;

namespace Wava.Broker.FunctionalTests.Transports.SockJs;

/// <summary>A Chromium that has one page open, and no window.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string? Program = Find();
    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("wava-chromium-");
    private readonly Process _process;

    private Chromium(Uri page)
    {
        var start = new ProcessStartInfo(Program!) { RedirectStandardError = true, RedirectStandardOutput = true };
        // In containers there is often neither a sandbox to be had nor enough shared memory.
        foreach (string each in new[] { "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-proxy-server", $"--user-data-dir={_profile.FullName}", page.ToString() })
            start.ArgumentList.Add(each);
        // Left open by a page, a remote port keeps the process alive until it is told to end.
        start.ArgumentList.Insert(0, "--remote-debugging-port=0");
        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Why tests with Chromium are left out; null when they run.</summary>
    public static string? WhyNot { get; } =
        Program is not null || Environment.GetEnvironmentVariable("WAVA_REQUIRE_PEERS") == "1"
            ? null
            : "Chromium is not on the PATH. Install it, or set WAVA_REQUIRE_PEERS=1 to let this fail.";

    public static Chromium Open(Uri page)
    {
        Assert.True(Program is not null, "chromium is not on the PATH");
        return new Chromium(page);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            _profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A late child still writes into it.
        }
    }

    private static string? Find()
    {
        string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
