using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Handlers;

namespace Wava.Broker.Hosting;

/// <summary>Handlers whose destinations begin with the same, and to which the same applies: what is said of the group is said of each handler in it.</summary>
public sealed class MessageGroupBuilder : IMessageConventionBuilder
{
    private readonly HandlerCatalog _catalog;
    private readonly MessageGroupBuilder? _parent;

    /// <summary>The application itself: a group without a prefix.</summary>
    internal MessageGroupBuilder(IServiceProvider services, string caller)
    {
        Services = services;
        _catalog = services.GetService<HandlerCatalog>()
            ?? throw new InvalidOperationException($"There is no STOMP broker in this application: call builder.Services.AddStompBroker() before {caller}.");
        Prefix = "";
    }

    private MessageGroupBuilder(MessageGroupBuilder parent, string prefix)
    {
        (Services, _catalog, _parent, Prefix) = (parent.Services, parent._catalog, parent, prefix);
        Group = new HandlerGroup($"MapMessageGroup(\"{prefix}\")", [prefix]);
    }

    internal IServiceProvider Services { get; }

    /// <summary>What it adds to the destinations of its handlers.</summary>
    internal string Prefix { get; }

    internal MessageConventions Conventions { get; } = new();

    /// <summary>What stands for it in the metadata of its handlers; null for the application itself.</summary>
    internal HandlerGroup? Group { get; }

    /// <summary>The group and those around it, the outermost first.</summary>
    internal IEnumerable<MessageGroupBuilder> Line => _parent is null ? [this] : _parent.Line.Append(this);

    /// <summary>Gives the messages that are sent to a destination to a delegate, whose parameters are bound and whose result is the answer.</summary>
    /// <param name="pattern">The destination, without the application prefix and the group's; see <see cref="MessageMappingAttribute"/>.</param>
    /// <param name="handler">The handler.</param>
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    [RequiresDynamicCode(HandlerCompiler.NeedsCode)]
    public MessageHandlerBuilder MapMessage(string pattern, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(handler);
        return Add(MappedHandler.Bound(HandlerKind.Message, nameof(MapMessage), pattern, handler, this), nameof(MapMessage));
    }

    /// <summary>Gives the messages that are sent to a destination to a delegate that takes the context and answers nothing.</summary>
    /// <param name="pattern">The destination, without the application prefix and the group's; see <see cref="MessageMappingAttribute"/>.</param>
    /// <param name="handler">The handler. What its task results in is not looked at.</param>
    public MessageHandlerBuilder MapMessage(string pattern, MessageDelegate handler)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(handler);
        return Add(MappedHandler.Unbound(HandlerKind.Message, nameof(MapMessage), pattern, handler, this), nameof(MapMessage));
    }

    /// <summary>Lets a delegate answer those who subscribe to a destination: what it returns goes straight to the subscriber.</summary>
    /// <param name="pattern">The destination, without the application prefix and the group's; see <see cref="SubscribeMappingAttribute"/>.</param>
    /// <param name="handler">The handler.</param>
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    [RequiresDynamicCode(HandlerCompiler.NeedsCode)]
    public MessageHandlerBuilder MapSubscribe(string pattern, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(handler);
        return Add(MappedHandler.Bound(HandlerKind.Subscription, nameof(MapSubscribe), pattern, handler, this), nameof(MapSubscribe));
    }

    /// <summary>Lets a delegate answer when a handler of the group fails with the exception that it takes.</summary>
    /// <param name="handler">The exception handler.</param>
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    [RequiresDynamicCode(HandlerCompiler.NeedsCode)]
    public MessageHandlerBuilder MapMessageException(Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(MappedHandler.Bound(HandlerKind.Exception, nameof(MapMessageException), null, handler, this), nameof(MapMessageException));
    }

    /// <summary>Makes a group inside the group.</summary>
    /// <param name="prefix">What its destinations begin with, behind what those of this group begin with; may be empty.</param>
    public MessageGroupBuilder MapMessageGroup(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return new MessageGroupBuilder(this, prefix);
    }

    /// <inheritdoc/>
    public void Add(Action<EndpointBuilder> convention) => Conventions.Add(convention);

    /// <inheritdoc/>
    public void Finally(Action<EndpointBuilder> finallyConvention) => Conventions.Finally(finallyConvention);

    private MessageHandlerBuilder Add(MappedHandler handler, string caller)
    {
        _catalog.Add(handler, caller);
        return handler.Builder;
    }
}
