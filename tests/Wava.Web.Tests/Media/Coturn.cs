using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Wava.Testing;

namespace Wava.Web.Tests.Media;

/// <summary>A real TURN server on the loopback interface, with the configuration that is shipped.</summary>
internal sealed class Coturn : IAsyncDisposable
{
    public const string Missing = "There is no turnserver: install coturn.";

    private readonly Process _process;
    private readonly string _folder;

    private Coturn(Process process, string folder, int port) => (_process, _folder, Address) = (process, folder, new IPEndPoint(IPAddress.Loopback, port));

    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "turnserver")).FirstOrDefault(File.Exists);

    public IPEndPoint Address { get; }

    /// <summary>Starts it and waits until it answers.</summary>
    public static async Task<Coturn> StartAsync(string secret)
    {
        string folder = Directory.CreateTempSubdirectory("wava-turn-").FullName;
        string configuration = Path.Combine(folder, "turnserver.conf");
        await File.WriteAllTextAsync(
            configuration, (await File.ReadAllTextAsync(ShippedConfiguration())).Replace("REPLACE-THIS-BY-A-SECRET-OF-YOUR-OWN", secret, StringComparison.Ordinal));
        int port = FreePort();
        var start = new ProcessStartInfo(Program ?? throw new InvalidOperationException(Missing))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "-c", configuration, "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"--listening-port={port}"),
                "--no-tls", "--no-dtls", $"--pidfile={folder}/turn.pid", $"--userdb={folder}/turn.db",
            },
        };
        var coturn = new Coturn(Process.Start(start)!, folder, port);
        coturn._process.OutputDataReceived += static (_, _) => { };
        coturn._process.ErrorDataReceived += static (_, _) => { };
        coturn._process.BeginOutputReadLine();
        coturn._process.BeginErrorReadLine();
        using var client = new TurnClient(coturn.Address);
        await Eventually.IsTrue(async () => !coturn._process.HasExited && await client.IsThereAsync(), "coturn answers", TimeSpan.FromSeconds(30));
        return coturn;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static string ShippedConfiguration()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string file = Path.Combine(folder.FullName, "samples", "turn", "turnserver.conf");
            if (File.Exists(file)) return file;
        }

        throw new InvalidOperationException("There is no samples/turn/turnserver.conf above the tests.");
    }

    private static int FreePort()
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
    }
}
