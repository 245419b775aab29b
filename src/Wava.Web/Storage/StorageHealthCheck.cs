using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Wava.Web.Storage;

/// <summary>Says whether the storage can be read and, when the last change could not be stored, whether it can be written again.</summary>
internal sealed class StorageHealthCheck(Database database, StorageState state) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await database.ReadAsync(sql => sql.FindAsync<int>("SELECT 1"), cancellationToken);
            // A true change: one that leaves everything as it is would not touch the disk that may be full.
            if (state.IsFailing) await database.WriteAsync(sql => sql.ExecuteAsync("UPDATE schema_versions SET applied_at = applied_at + 1 WHERE version = 1"), cancellationToken);
            return HealthCheckResult.Healthy(database.Description);
        }
        catch (Problems.ProblemException problem)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, problem.Message);
        }
    }
}
