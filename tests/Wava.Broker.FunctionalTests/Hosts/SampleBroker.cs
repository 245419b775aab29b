using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Hosts;

/// <summary>The sample broker as users start it: a process of its own, with options on its command line.</summary>
public sealed class SampleBroker : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private Process? _process;

    private SampleBroker(int httpPort, int tcpPort) => (HttpPort, TcpPort) = (httpPort, tcpPort);

    /// <summary>The port of the WebSocket endpoint.</summary>
    public int HttpPort { get; }

    /// <summary>The port of STOMP over TCP.</summary>
    public int TcpPort { get; }

    /// <summary>The address of the WebSocket endpoint.</summary>
    public Uri WebSocket => new($"ws://127.0.0.1:{HttpPort}/ws");

    /// <summary>What the process has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts the sample and waits until it listens.</summary>
    public static Task<SampleBroker> StartAsync(params string[] options) => StartWithAsync("http", [], options);

    /// <summary>Starts the sample with variables in its environment.</summary>
    public static async Task<SampleBroker> StartWithAsync(string scheme, Dictionary<string, string> environment, params string[] options)
    {
        // Between choosing a port and listening on it somebody else may come: rare, and worth another try.
        for (var tries = 1; ; tries++)
        {
            var sample = new SampleBroker(FreePort.Next(), FreePort.Next());
            try
            {
                await sample.RunAsync(scheme, environment, options);
                return sample;
            }
            catch (InvalidOperationException) when (tries < 3 && sample.Output.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
            {
                await sample.DisposeAsync();
            }
            catch
            {
                await sample.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts a sample of the same options on the same ports, after this one was stopped.</summary>
    public async Task<SampleBroker> StartAgainAsync(params string[] options)
    {
        var sample = new SampleBroker(HttpPort, TcpPort);
        await sample.RunAsync("http", [], options);
        return sample;
    }

    /// <summary>Asks the process to stop, as a service manager does, and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"])) await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public Task<StompTestClient> TcpAsync() => StompTestClient.ConnectTcpAsync("127.0.0.1", TcpPort);

    public Task<StompTestClient> WebSocketAsync(params string[] subProtocols) => StompTestClient.ConnectWebSocketAsync(WebSocket, subProtocols);

    public async ValueTask DisposeAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private async Task RunAsync(string scheme, Dictionary<string, string> environment, string[] options)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Wava.Samples.Broker.dll"));
        string[] ports = ["--urls", $"{scheme}://127.0.0.1:{HttpPort}", .. environment.ContainsKey("Broker__tcp") ? [] : new[] { "--tcp", $"{TcpPort}" }];
        foreach (var option in (string[])[.. ports, .. options]) start.ArgumentList.Add(option);
        foreach (var (name, value) in environment) start.Environment[name] = value.Replace("{tcp}", $"{TcpPort}", StringComparison.Ordinal);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ListensAsync(_process, HttpPort);
        await ListensAsync(_process, TcpPort);
    }

    private async Task ListensAsync(Process process, int port)
    {
        await Eventually.IsTrue(TryAsync, $"the sample listens on port {port}", TimeSpan.FromSeconds(30));

        async Task<bool> TryAsync()
        {
            if (process.HasExited)
            {
                await process.WaitForExitAsync(); // for the rest of its output
                throw new InvalidOperationException($"The sample ended with {process.ExitCode}:\n{Output}");
            }

            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync("127.0.0.1", port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (_output) _output.AppendLine(line.Data);
    }
}
