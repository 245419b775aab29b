using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Wava.Web.Tests.Crash;

/// <summary>The application as a process of its own, which can be killed at any moment.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
    }

    /// <summary>Where it listens, once it does.</summary>
    public Uri Address => _address.Task.Result;

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="folder">Its data folder.</param>
    /// <param name="postgres">Its PostgreSQL database; null for SQLite.</param>
    /// <param name="under">A program and its arguments under which it is to run.</param>
    public static async Task<AppProcess> StartAsync(string folder, string? postgres = null, params string[] under)
    {
        AppProcess app = Begin(folder, postgres, under);
        Task ended = app._process.WaitForExitAsync();
        try
        {
            if (await Task.WhenAny(app._address.Task, ended).WaitAsync(Patience) == app._address.Task) return app;
        }
        catch (TimeoutException)
        {
            // It is told below what it said.
        }

        await app.DisposeAsync();
        throw new InvalidOperationException($"The application did not start. It said:\n{app.Output}");
    }

    /// <summary>Starts it and kills it as soon as it says something: in the middle of starting.</summary>
    public static async Task StartAndKillAsync(string folder, string? postgres)
    {
        await using AppProcess app = Begin(folder, postgres);
        await app._firstLine.Task.WaitAsync(Patience);
    }

    /// <summary>What it has said so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Kills it as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }

    /// <summary>Asks it to end, as a service manager does, and returns its exit code.</summary>
    public async Task<int> EndAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static AppProcess Begin(string folder, string? postgres, params string[] under)
    {
        string[] command =
        [
            .. under, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "Wava.Web.dll"),
            "--urls", "http://127.0.0.1:0", "--environment", "Production", "--Storage:Folder", folder, "--Storage:PostgreSQL", postgres ?? "",
            "--Chat:MaxMessages", "1000000", "--Accounts:PasswordIterations", "1000", "--SignInLimits:RegistrationsPerHour", "1000000", "--SignInLimits:SignInsPerMinute", "1000000",
        ];
        var app = new AppProcess(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        });
        app._process.Start();
        app._process.BeginOutputReadLine();
        app._process.BeginErrorReadLine();
        return app;
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        _firstLine.TrySetResult();
        int at = line.IndexOf(Listening, StringComparison.Ordinal);
        if (at >= 0) _address.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
    }
}
