using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Broker.Hosting;

namespace Wava.Broker.Tests.Hosting;

/// <summary>An application that is built and never listens.</summary>
internal static class StompHost
{
    public static WebApplication Empty(Action<IServiceCollection>? services = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IServer, NoServer>();
        services?.Invoke(builder.Services);
        return builder.Build();
    }

    public static WebApplication Build(Action<StompBrokerBuilder>? broker = null) => Empty(services =>
    {
        StompBrokerBuilder builder = services.AddStompBroker();
        broker?.Invoke(builder);
    });

    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
