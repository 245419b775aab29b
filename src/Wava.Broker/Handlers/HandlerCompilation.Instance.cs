using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Wava.Broker.Handlers;

internal sealed partial class HandlerCompilation
{
    private static readonly MethodInfo Own = typeof(HandlerInstances).GetMethod(nameof(HandlerInstances.Own))!;

    /// <summary>What the method is called on: nothing, what the delegate is bound to, a service, or an instance made for the message.</summary>
    private Expression? Instance()
    {
        if (method.IsStatic) return null;
        if (handlerType is null) return Expression.Constant(target, method.DeclaringType!);
        Expression services = Of(nameof(MessageContext.Services));
        if (compiler.IsService(handlerType)) return Expression.Call(typeof(ServiceProviderServiceExtensions), nameof(ServiceProviderServiceExtensions.GetRequiredService), [handlerType], services);
        if (handlerType.IsAbstract) return Fail($"no instance of {TypeNames.Of(handlerType)} can be made: it is abstract.");
        if (Constructor() is not { } constructor) return null;

        Expression made;
        if (constructor.GetParameters().Length == 0)
        {
            made = Expression.New(constructor);
        }
        else
        {
            ObjectFactory factory = ActivatorUtilities.CreateFactory(handlerType, Type.EmptyTypes);
            made = Expression.Convert(Expression.Invoke(Expression.Constant(factory), services, Expression.Constant(null, typeof(object[]))), handlerType);
        }

        if (!typeof(IDisposable).IsAssignableFrom(handlerType) && !typeof(IAsyncDisposable).IsAssignableFrom(handlerType)) return made;
        // Made after what the instance depends on, so that the scope disposes of it first.
        ParameterExpression instance = Expression.Variable(handlerType);
        Expression owner = Expression.Call(typeof(ServiceProviderServiceExtensions), nameof(ServiceProviderServiceExtensions.GetRequiredService), [typeof(HandlerInstances)], services);
        return Expression.Block([instance], Expression.Assign(instance, made), Expression.Call(owner, Own.MakeGenericMethod(handlerType), instance));
    }

    private ConstructorInfo? Constructor()
    {
        ConstructorInfo[] all = handlerType!.GetConstructors();
        ConstructorInfo[] marked = [.. all.Where(each => each.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))];
        ConstructorInfo? chosen = all.Length == 1 ? all[0] : marked.Length == 1 ? marked[0] : null;
        if (chosen is null)
        {
            Fail(all.Length == 0
                ? $"{TypeNames.Of(handlerType)} has no public constructor."
                : $"{TypeNames.Of(handlerType)} has several constructors: mark one with [ActivatorUtilitiesConstructor].");
            return null;
        }

        bool complete = true;
        foreach (ParameterInfo each in chosen.GetParameters()) complete &= CheckService(each);
        return complete ? chosen : null;
    }

    private bool CheckService(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (compiler.IsSessionState(type))
        {
            // Services of a message know the type, too, but would give an object of the message's own.
            Fail($"{TypeNames.Of(type)} is a session's state: its constructor has to take SessionState<{TypeNames.Of(type)}>.");
            return false;
        }

        if (parameter.HasDefaultValue) return true;
        object? key = parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed ? keyed.Key : null;
        if (key is null ? compiler.MayBeService(type) : compiler.MayBeKeyedService(type, key)) return true;
        Fail(key is null
            ? $"{TypeNames.Of(type)} is not registered as a service: add it to builder.Services."
            : $"{TypeNames.Of(type)} is not registered as a service with the key {key}: add it to builder.Services.");
        return false;
    }
}
