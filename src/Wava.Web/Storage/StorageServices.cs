using Microsoft.Extensions.Options;
using Wava.Web.Hosting;

namespace Wava.Web.Storage;

/// <summary>Registers the storage: SQLite unless PostgreSQL is configured.</summary>
internal static partial class StorageServices
{
    public static void AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection("Storage")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.AddSingleton(Migration.All());
        services.AddSingleton<StorageMetrics>();
        services.AddSingleton<StorageState>();
        services.AddSingleton<Database>(provider => string.IsNullOrWhiteSpace(provider.GetRequiredService<IOptions<StorageOptions>>().Value.PostgreSQL)
            ? ActivatorUtilities.CreateInstance<SqliteDatabase>(provider)
            : ActivatorUtilities.CreateInstance<PostgresDatabase>(provider));
        services.AddHealthChecks().AddCheck<StorageHealthCheck>("storage");
    }

    /// <summary>Opens the storage, before anything is served. If it cannot be used, says so in a sentence, not in a stack trace.</summary>
    /// <returns>Whether the application can go on.</returns>
    public static async Task<bool> OpenStorageAsync(this WebApplication app)
    {
        try
        {
            var database = app.Services.GetRequiredService<Database>();
            await database.StartAsync(app.Lifetime.ApplicationStopping);
            LogOpened(app.Services.GetRequiredService<ILogger<Database>>(), database.Description);
            return true;
        }
        catch (Exception failure) when (failure is StorageException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            await app.DisposeAsync();
            return false;
        }
    }

    [LoggerMessage(EventIds.StorageOpened, LogLevel.Information, "The storage is {Storage}.")]
    private static partial void LogOpened(ILogger logger, string storage);
}
