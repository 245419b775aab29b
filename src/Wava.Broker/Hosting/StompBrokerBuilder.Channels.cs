using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Wava.Broker.Channels;
using Wava.Broker.Events;
using Wava.Broker.Handlers;
using Wava.Broker.Sessions;

namespace Wava.Broker.Hosting;

public sealed partial class StompBrokerBuilder
{
    /// <summary>Lets an interceptor stand in the channels whose interfaces it implements. There is one of it; several run in the order of their registration.</summary>
    /// <typeparam name="TInterceptor">An <see cref="IInboundInterceptor"/>, <see cref="IBrokerInterceptor"/> or <see cref="IOutboundInterceptor"/>, or several of them.</typeparam>
    public StompBrokerBuilder AddInterceptor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TInterceptor>()
        where TInterceptor : class, IChannelInterceptor
    {
        if (!Services.Any(each => each.ServiceType == typeof(IChannelInterceptor) && each.ImplementationType == typeof(TInterceptor)))
            Services.AddSingleton<IChannelInterceptor, TInterceptor>();
        return this;
    }

    /// <summary>Lets an interceptor that exists already stand in the channels whose interfaces it implements.</summary>
    public StompBrokerBuilder AddInterceptor(IChannelInterceptor interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        Services.AddSingleton(interceptor);
        return this;
    }

    /// <summary>Lets a class hear of the events whose <see cref="IStompEventHandler{TEvent}"/> it implements.</summary>
    public StompBrokerBuilder AddEventHandler<[DynamicallyAccessedMembers(
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.Interfaces)] THandler>()
        where THandler : class
    {
        bool hears = false;
        foreach (Type each in typeof(THandler).GetInterfaces())
        {
            if (!each.IsGenericType || each.GetGenericTypeDefinition() != typeof(IStompEventHandler<>)) continue;
            Services.AddScoped(each, typeof(THandler));
            hears = true;
        }

        return hears ? this : throw new ArgumentException($"{typeof(THandler).Name} implements no IStompEventHandler<...>: it would hear of nothing.");
    }

    /// <summary>
    /// Gives each session one <typeparamref name="TState"/> of its own: handlers take it as a parameter, their constructors as <see cref="SessionState{TState}"/>,
    /// everybody else from <see cref="StompSession.Services"/>. It is disposed of when the session ends.
    /// </summary>
    public StompBrokerBuilder AddSessionState<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TState>()
        where TState : class
    {
        Services.TryAddScoped<TState>();
        Services.AddSingleton(new SessionStateType(typeof(TState)));
        Services.TryAddScoped(provider => new SessionState<TState>(provider.GetRequiredService<MessageContextAccessor>()));
        return this;
    }

    /// <summary>Lets a service of your own have the last word on what clients read in ERROR frames.</summary>
    public StompBrokerBuilder UseErrorHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>()
        where THandler : class, IStompErrorHandler
    {
        Services.RemoveAll<IStompErrorHandler>();
        Services.AddSingleton<IStompErrorHandler, THandler>();
        return this;
    }
}
