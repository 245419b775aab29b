using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;

namespace Wava.Broker.Hosting;

/// <summary>Adds what reads and writes bodies, and what binds handlers to messages.</summary>
internal static class ConverterServices
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(CreateConverters);
        services.TryAddSingleton(CreateCompiler);
        services.TryAddScoped<HandlerInstances>();
    }

    private static HandlerOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<StompBrokerOptions>>().Value.Handlers;

    private static MessageConverters CreateConverters(IServiceProvider provider) => new(
        MessageJson.Create(Options(provider).MaxJsonDepth, provider.GetServices<JsonConfiguration>().Select(each => each.Configure)),
        provider.GetServices<IMessageConverter>());

    private static HandlerCompiler CreateCompiler(IServiceProvider provider) => new(
        provider.GetRequiredService<MessageConverters>(),
        provider.GetService<IServiceProviderIsService>(),
        provider.GetService<IServiceProviderIsKeyedService>(),
        provider.GetServices<SessionStateType>(),
        Options(provider));
}
