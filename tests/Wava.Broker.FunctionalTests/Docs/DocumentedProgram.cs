using System.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wava.Broker.Handlers;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Docs;

/// <summary>A program as it stands in the documentation, from CreateBuilder to Run, started inside the test and without sockets.</summary>
/// <remarks>
/// A program that ends in <c>app.Run()</c> hands out nothing. But each host tells a diagnostic listener when it is being built, so that tools can get
/// at it; here that is used to put a test server into it and to hear that it runs.
/// </remarks>
internal sealed class DocumentedProgram : IAsyncDisposable
{
    private readonly TaskCompletionSource<IHost> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private IHost _host = null!;

    private DocumentedProgram(Action<string[]> main, Action<IServiceCollection>? services) => _running = Task.Factory.StartNew(
        () =>
        {
            using var listening = DiagnosticListener.AllListeners.Subscribe(
                new Listener(Environment.CurrentManagedThreadId, this, services, main.Method.DeclaringType!.Namespace!));
            main([]);
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    public IServiceProvider Services => _host.Services;

    public TestServer Server => _host.GetTestServer();

    /// <summary>Runs the program up to where it listens.</summary>
    /// <param name="main">The program: what stands in Program.cs.</param>
    /// <param name="services">Services that the page leaves to its reader.</param>
    public static async Task<DocumentedProgram> StartAsync(Action<string[]> main, Action<IServiceCollection>? services = null)
    {
        var program = new DocumentedProgram(main, services);
        if (await Task.WhenAny(program._started.Task, program._running) == program._running)
        {
            await program._running;
            throw new InvalidOperationException("The program ended before it listened.");
        }

        program._host = await program._started.Task;
        return program;
    }

    public Task<StompTestClient> ConnectAsync(string path = "/ws", string? user = null) => Server.ConnectStompAsync(path, user);

    public async ValueTask DisposeAsync()
    {
        _host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await _running;
    }

    // Hosts of other tests speak to the same listener, each from the thread on which it is built.
    private sealed class Listener(int thread, DocumentedProgram program, Action<IServiceCollection>? services, string page)
        : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting") value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (Environment.CurrentManagedThreadId != thread) return;
            if (value is { Key: "HostBuilding", Value: IHostBuilder builder })
            {
                builder.ConfigureWebHost(web => web.UseTestServer().ConfigureLogging(logging => logging.ClearProviders()));
                builder.ConfigureServices(each =>
                {
                    RemoveHandlersOfOtherPages(each);
                    services?.Invoke(each);
                });
            }

            if (value is { Key: "HostBuilt", Value: IHost host })
                host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => program._started.TrySetResult(host));
        }

        // AddHandlers takes the handlers of the assembly, in which those of all pages are.
        private void RemoveHandlersOfOtherPages(IServiceCollection added)
        {
            foreach (var each in added.Where(each => each.ImplementationInstance is HandlerClass found && found.Type.Namespace != page).ToArray()) added.Remove(each);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => program._started.TrySetException(error);
    }
}
