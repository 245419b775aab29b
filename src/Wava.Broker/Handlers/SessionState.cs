namespace Wava.Broker.Handlers;

/// <summary>Gives constructors of handlers and of scoped services the state that belongs to the session whose message is handled.</summary>
/// <typeparam name="TState">A type registered with <c>AddSessionState</c>.</typeparam>
public sealed class SessionState<TState>
    where TState : class
{
    private readonly MessageContextAccessor _accessor;

    internal SessionState(MessageContextAccessor accessor) => _accessor = accessor;

    /// <summary>The session's own; made when it is first asked for, and disposed of when the session ends.</summary>
    /// <exception cref="InvalidOperationException">No message is being handled.</exception>
    public TState Value => (TState)(_accessor.Context ?? throw new InvalidOperationException(
        $"There is no session here: SessionState<{typeof(TState).Name}> works in handlers and in the scoped services of a message.")).Session.Services.GetService(typeof(TState))!;
}
