using Microsoft.Extensions.Hosting;
using Wava.Broker.Messages;

namespace Wava.Broker.FunctionalTests.Docs.FromSpringPage;

public sealed class Clock(IMessageTemplate template, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await template.SendAsync("/topic/time", time.GetUtcNow(), cancellationToken: stoppingToken);
    }
}
