using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Wava.Broker.Handlers;
using Wava.Broker.Hosting;
using Wava.Broker.Tests.Hosting;

namespace Wava.Broker.Tests.Handlers;

/// <summary>An application with handlers that is built and never listens.</summary>
internal static class HandlerApp
{
    public static WebApplication Build(Action<StompBrokerBuilder>? broker = null, Action<WebApplication>? map = null)
    {
        WebApplication app = StompHost.Empty(services =>
        {
            StompBrokerBuilder builder = services.AddStompBroker();
            HandlerServices.Add(services);
            services.TryAddSingleton<HandlerCompiler>();
            broker?.Invoke(builder);
        });
        map?.Invoke(app);
        return app;
    }

    /// <summary>The handlers of an application in which nothing is wrong.</summary>
    public static HandlerTable Table(Action<StompBrokerBuilder>? broker = null, Action<WebApplication>? map = null) =>
        Build(broker, map).Services.GetRequiredService<HandlerCatalog>().Table;

    /// <summary>What is said to be wrong with the handlers.</summary>
    public static string[] Problems(Action<StompBrokerBuilder>? broker = null, Action<WebApplication>? map = null)
    {
        HandlerCatalog catalog = Build(broker, map).Services.GetRequiredService<HandlerCatalog>();
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => catalog.Table);
        string[] lines = refusal.Message.Split(Environment.NewLine);
        Assert.StartsWith("The message handlers have ", lines[0], StringComparison.Ordinal);
        Assert.All(lines.Skip(1), line => Assert.Matches(@"^- .+\.$", line));
        return [.. lines.Skip(1).Select(line => line[2..])];
    }

    /// <summary>The one thing that is said to be wrong with a handler class.</summary>
    public static string Problem<THandler>()
        where THandler : class => Assert.Single(Problems(broker => broker.AddHandler<THandler>()));

    /// <summary>The name of the handler that takes a destination, and what the variables stand for.</summary>
    public static string? Find(this HandlerTable table, string destination, HandlerKind kind = HandlerKind.Message)
    {
        HandlerDescriptor? found = table.Find(kind, System.Text.Encoding.UTF8.GetBytes(destination), out DestinationMatch match);
        return found is null ? null : string.Join(' ', [found.Name, .. match.Values ?? []]);
    }

    public static HandlerDescriptor Named(this HandlerTable table, string name) => table.Handlers.Single(handler => handler.Name == name);
}
