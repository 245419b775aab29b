using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Messages;

namespace Wava.Broker.Hosting;

public sealed partial class StompBrokerBuilder
{
    /// <summary>Changes how the bodies of messages are read from JSON and written as it.</summary>
    /// <remarks>
    /// They are read as on the web (names in camel case, in any case when read), and strictly: null where the type forbids it, and a missing parameter
    /// of a constructor, are errors. Source-generated contexts are added to <see cref="JsonSerializerOptions.TypeInfoResolverChain"/>.
    /// </remarks>
    public StompBrokerBuilder ConfigureJson(Action<JsonSerializerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.AddSingleton(new JsonConfiguration(configure));
        return this;
    }

    /// <summary>Adds a converter for content types of your own. It is asked before the built-in ones, and after those that were added before it.</summary>
    public StompBrokerBuilder AddConverter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TConverter>()
        where TConverter : class, IMessageConverter
    {
        Services.AddSingleton<IMessageConverter, TConverter>();
        return this;
    }
}
