using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Handlers;

namespace Wava.Broker.Hosting;

public sealed partial class StompBrokerBuilder
{
    /// <summary>Adds the handlers of the assembly that calls this: its classes with <see cref="MessageMappingAttribute"/> and its relatives.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    [RequiresDynamicCode(HandlerCompiler.NeedsCode)]
    public StompBrokerBuilder AddHandlers() => AddHandlers(Assembly.GetCallingAssembly());

    /// <summary>Adds the handlers of an assembly: its classes with <see cref="MessageMappingAttribute"/> and its relatives.</summary>
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    [RequiresDynamicCode(HandlerCompiler.NeedsCode)]
    public StompBrokerBuilder AddHandlers(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (HandlerClass each in HandlerClass.In(assembly)) Services.AddSingleton<IHandlerSource>(each);
        return this;
    }

    /// <summary>Adds the handlers of one class.</summary>
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    [RequiresDynamicCode(HandlerCompiler.NeedsCode)]
    public StompBrokerBuilder AddHandler<THandler>()
        where THandler : class
    {
        Services.AddSingleton<IHandlerSource>(new HandlerClass(typeof(THandler)));
        return this;
    }

    /// <summary>Puts a filter around all handlers, those of messages and those of subscriptions. Filters run in the order in which they are added.</summary>
    /// <typeparam name="TFilter">The filter; made anew for each message, with what the services offer.</typeparam>
    public StompBrokerBuilder AddFilter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFilter>()
        where TFilter : IMessageFilter
    {
        Services.AddSingleton<IMessageFilterMetadata>(new MessageFilterAttribute<TFilter>());
        return this;
    }

    /// <summary>Gives what is sent to destinations under these prefixes, and no others, to handlers. Without a call: <c>/app</c>.</summary>
    public StompBrokerBuilder UseApplicationPrefixes(params string[] prefixes)
    {
        ArgumentNullException.ThrowIfNull(prefixes);
        return Configure(options =>
        {
            options.Handlers.ApplicationPrefixes.Clear();
            foreach (string prefix in prefixes) options.Handlers.ApplicationPrefixes.Add(prefix);
        });
    }

    /// <summary>Lets the destinations of a single user begin with this prefix. Without a call: <c>/user</c>.</summary>
    public StompBrokerBuilder UseUserPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return Configure(options =>
        {
            // The error queue is a user's destination and goes along.
            if (options.ErrorDestination.StartsWith(options.UserPrefix + "/", StringComparison.Ordinal))
                options.ErrorDestination = prefix + options.ErrorDestination[options.UserPrefix.Length..];
            options.UserPrefix = prefix;
        });
    }
}
