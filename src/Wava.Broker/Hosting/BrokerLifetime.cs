using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wava.Broker.Channels;
using Wava.Broker.Diagnostics;
using Wava.Broker.Events;
using Wava.Broker.Sessions;

namespace Wava.Broker.Hosting;

/// <summary>Lets clients go in order when the server stops: no new ones, the others told one after another.</summary>
/// <remarks>
/// It begins as soon as the application is asked to stop, before the web server waits for its connections to end. Many clients are spread over
/// <see cref="StompBrokerOptions.DrainTime"/>, because they will all connect again, somewhere else, at once; a few are not kept waiting.
/// </remarks>
internal sealed partial class BrokerLifetime(
    IHostApplicationLifetime application, SessionRegistry sessions, Admission admission, BrokerChannel channel, StompEvents events,
    IOptions<StompBrokerOptions> options, TimeProvider time, ILogger<BrokerLifetime> logger) : IHostedService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(2);
    private static readonly ErrorReply Goodbye = new(CloseReason.Shutdown, "Shutting down", "The server is shutting down: connect again in a moment.");
    private CancellationTokenRegistration _stopping;
    private Task _draining = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = application.ApplicationStopping.Register(() => _draining = Task.Run(DrainAsync, CancellationToken.None));
        channel.Closed = null;
        await events.RaiseAsync(new BrokerAvailabilityChanged(true), cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.DisposeAsync();
        await _draining.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Others that stop later must hear that what they still send would reach nobody.
        channel.Closed = "The server has stopped.";
        await events.RaiseAsync(new BrokerAvailabilityChanged(false), cancellationToken);
    }

    private async Task DrainAsync()
    {
        admission.IsOpen = false;
        StompSession[] all = [.. sessions.All];
        if (all.Length == 0) return;
        LogDraining(logger, all.Length);
        long begun = time.GetTimestamp();
        TimeSpan spread = Pace * all.Length < options.Value.DrainTime ? Pace * all.Length : options.Value.DrainTime;
        for (int i = 0; i < all.Length; i++)
        {
            all[i].Fail(Goodbye);
            TimeSpan ahead = (spread * (i + 1) / all.Length) - time.GetElapsedTime(begun);
            if (ahead > TimeSpan.FromMilliseconds(20)) await Task.Delay(ahead, time);
        }
    }

    [LoggerMessage(EventIds.Draining, LogLevel.Information, "The server stops: {Count} sessions are told to leave.")]
    private static partial void LogDraining(ILogger logger, int count);
}
