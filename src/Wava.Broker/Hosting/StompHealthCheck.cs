using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wava.Broker.Sessions;

namespace Wava.Broker.Hosting;

/// <summary>Healthy while the broker takes connections; degraded when it is nearly full; unhealthy once it shuts down.</summary>
internal sealed class StompHealthCheck(Admission admission, SessionServices services) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        int count = admission.Count;
        int most = services.Options.Limits.MaxConnections;
        string words = $"{count} of {most} connections";
        return Task.FromResult(
            !admission.IsOpen ? HealthCheckResult.Unhealthy("The server is shutting down.")
            : count > most * 0.95 ? HealthCheckResult.Degraded(words)
            : HealthCheckResult.Healthy(words));
    }
}
