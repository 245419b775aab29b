namespace Wava.Broker.Handlers;

/// <summary>What becomes of a method or delegate: one call that fills its parameters from the context and calls it.</summary>
/// <param name="Invoke">Binds the parameters and calls the method. It throws at once, or completes with a failure later.</param>
/// <param name="Answer">What it gives.</param>
/// <param name="UsesCancellationToken">Whether it can look at the context's token.</param>
/// <param name="Exceptions">Which exceptions it answers for, when it is an exception handler.</param>
/// <param name="BoundVariables">The variables that parameters take.</param>
internal sealed record CompiledHandler(
    Func<MessageContext, ValueTask<object?>> Invoke,
    AnswerKind Answer,
    bool UsesCancellationToken,
    IReadOnlyList<Type> Exceptions,
    IReadOnlyCollection<string> BoundVariables);
