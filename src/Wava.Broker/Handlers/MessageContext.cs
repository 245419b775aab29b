using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Handlers;

/// <summary>All that a handler can know of the message it handles. One for each message; not to be kept after the handler has ended.</summary>
public sealed class MessageContext
{
    private readonly IServiceScopeFactory _scopes;
    private AsyncServiceScope? _scope;
    private Dictionary<object, object?>? _items;

    internal MessageContext(StompSession session, Message message, Subscription? subscription, HandlerDescriptor handler, IServiceScopeFactory scopes)
    {
        (Session, Message, Subscription, Handler, _scopes) = (session, message, subscription, handler, scopes);
        CancellationToken = session.Ended;
    }

    /// <summary>Whose message it is.</summary>
    public StompSession Session { get; }

    /// <summary>The message. Of a subscription: the headers of its SUBSCRIBE frame, and an empty body.</summary>
    public Message Message { get; }

    /// <summary>The subscription that is answered; null when a message is.</summary>
    public Subscription? Subscription { get; }

    /// <summary>Where the message was sent to, with its application prefix.</summary>
    public string Destination => Message.Destination;

    /// <summary>Who sent it, or null when nobody asked.</summary>
    public ClaimsPrincipal? User => Session.User;

    /// <summary>The services of this message: what is scoped lives as long as the message is handled.</summary>
    public IServiceProvider Services
    {
        get
        {
            _scope ??= BeginScope();
            return _scope.Value.ServiceProvider;
        }
    }

    /// <summary>Fires when the session has ended, when the handler took too long, and for a subscription when its client unsubscribes.</summary>
    public CancellationToken CancellationToken { get; internal set; }

    /// <summary>What a handler failed with, while a <see cref="MessageExceptionHandlerAttribute"/> method looks at it.</summary>
    public Exception? Exception { get; internal set; }

    /// <summary>A name for the handler, for logs: <c>ChatHandler.Say</c>.</summary>
    public string HandlerName => Handler.Name;

    /// <summary>The attributes of the handler's class and method, and what was put around a delegate; the closest comes last.</summary>
    public IReadOnlyList<object> Metadata => Handler.Metadata;

    /// <summary>What filters and handlers want to tell one another.</summary>
    public IDictionary<object, object?> Items => _items ??= [];

    internal HandlerDescriptor Handler { get; }

    /// <summary>Where the mapping's variables lie in the message's destination.</summary>
    internal DestinationMatch Match { get; set; }

    /// <summary>When its handler was called; only where somebody wants to know how long handlers take.</summary>
    internal long StartedAt { get; set; }

    /// <summary>What lets <see cref="CancellationToken"/> fire before the session ends; null where nobody looks at it.</summary>
    internal HandlerToken? Token { get; set; }

    /// <summary>What still runs although nobody waits for it any more: until it ends, nothing may be taken away from under it.</summary>
    internal Task? Rest { get; set; }

    /// <summary>Whether it was refused before any code of the application saw it.</summary>
    internal bool IsRefused { get; set; }

    /// <summary>Whether the answer, a stream, goes on after the subscription has been answered.</summary>
    internal bool GoesOn { get; set; }

    /// <summary>What a variable of the mapping stands for, or null when it has none of that name.</summary>
    public string? Variable(string name) => Match.Variable(name);

    /// <summary>Gives back what the message's services hold.</summary>
    internal ValueTask EndScopeAsync()
    {
        if (_scope is not { } scope) return default;
        _scope = null;
        return scope.DisposeAsync();
    }

    private AsyncServiceScope BeginScope()
    {
        AsyncServiceScope scope = _scopes.CreateAsyncScope();
        // So that whatever is made in the scope can ask for the message it is made for.
        scope.ServiceProvider.GetRequiredService<MessageContextAccessor>().Context = this;
        return scope;
    }
}
