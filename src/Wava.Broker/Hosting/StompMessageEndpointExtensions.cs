using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Wava.Broker.Handlers;
using Wava.Broker.Hosting;

#pragma warning disable IDE0130 // Here, so that nobody needs a using to find it.
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Maps messages and subscriptions to delegates.</summary>
public static class StompMessageEndpointExtensions
{
    /// <summary>Gives the messages that clients send to a destination to a delegate, whose parameters are bound and whose result is the answer.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The destination, without the application prefix: <c>/chat/{room}</c>; see <see cref="MessageMappingAttribute"/>.</param>
    /// <param name="handler">The handler.</param>
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    [RequiresDynamicCode(HandlerCompiler.NeedsCode)]
    public static MessageHandlerBuilder MapMessage(this IEndpointRouteBuilder endpoints, string pattern, Delegate handler) =>
        Application(endpoints, nameof(MapMessage)).MapMessage(pattern, handler);

    /// <summary>Gives the messages that clients send to a destination to a delegate that takes the context and answers nothing.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The destination, without the application prefix: <c>/chat/{room}</c>; see <see cref="MessageMappingAttribute"/>.</param>
    /// <param name="handler">The handler. What its task results in is not looked at.</param>
    public static MessageHandlerBuilder MapMessage(this IEndpointRouteBuilder endpoints, string pattern, MessageDelegate handler) =>
        Application(endpoints, nameof(MapMessage)).MapMessage(pattern, handler);

    /// <summary>Lets a delegate answer clients that subscribe to a destination: what it returns goes straight to the subscriber.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The destination, without the application prefix; see <see cref="SubscribeMappingAttribute"/>.</param>
    /// <param name="handler">The handler.</param>
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    [RequiresDynamicCode(HandlerCompiler.NeedsCode)]
    public static MessageHandlerBuilder MapSubscribe(this IEndpointRouteBuilder endpoints, string pattern, Delegate handler) =>
        Application(endpoints, nameof(MapSubscribe)).MapSubscribe(pattern, handler);

    /// <summary>Lets a delegate answer when any handler fails with the exception that it takes, and the handler's own class does not answer.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="handler">The exception handler; see <see cref="MessageExceptionHandlerAttribute"/>.</param>
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    [RequiresDynamicCode(HandlerCompiler.NeedsCode)]
    public static MessageHandlerBuilder MapMessageException(this IEndpointRouteBuilder endpoints, Delegate handler) =>
        Application(endpoints, nameof(MapMessageException)).MapMessageException(handler);

    /// <summary>Makes a group of handlers whose destinations begin with the same, and to which the same applies.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">What the destinations begin with, without the application prefix; may be empty.</param>
    public static MessageGroupBuilder MapMessageGroup(this IEndpointRouteBuilder endpoints, string prefix) =>
        Application(endpoints, nameof(MapMessageGroup)).MapMessageGroup(prefix);

    private static MessageGroupBuilder Application(IEndpointRouteBuilder endpoints, string caller)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        // Its prefix is one of web addresses, and what is required of it would not be required of messages, which nobody would notice.
        if (endpoints is RouteGroupBuilder)
            throw new InvalidOperationException($"{caller} cannot be called on a group of web addresses (MapGroup), whose conventions do not reach messages: use MapMessageGroup.");
        return new MessageGroupBuilder(endpoints.ServiceProvider, caller);
    }
}
