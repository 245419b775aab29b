namespace Wava.Broker.Handlers;

/// <summary>Everything about one handler that can be known before its first message; made once, at start.</summary>
internal sealed class HandlerDescriptor
{
    /// <summary>A name for logs and problems: <c>ChatHandler.Say</c>, or <c>MapMessage("/hello")</c>.</summary>
    public required string Name { get; init; }

    public required HandlerKind Kind { get; init; }

    /// <summary>The class it belongs to, null for a delegate: whose exception handlers it has.</summary>
    public Type? HandlerType { get; init; }

    /// <summary>What it claims.</summary>
    public IReadOnlyList<Mapping> Mappings { get; init; } = [];

    /// <summary>Which exceptions it answers for (an exception handler), else none.</summary>
    public IReadOnlyList<Type> Exceptions { get; init; } = [];

    /// <summary>Attributes of class and method; what was put around a delegate. The closest comes last.</summary>
    public required IReadOnlyList<object> Metadata { get; init; }

    /// <summary>Binds the parameters and calls the method. Bad input is a <see cref="BadMessageException"/>, thrown before the method is called.</summary>
    public required Func<MessageContext, ValueTask<object?>> Invoke { get; init; }

    /// <summary>What <see cref="Invoke"/> gives.</summary>
    public required AnswerKind Answer { get; init; }

    /// <summary>Where its answers go, worked out of <see cref="SendToAttribute"/>, <see cref="SendToUserAttribute"/> and the defaults.</summary>
    public ReplyPlan Replies { get; init; } = ReplyPlan.None;

    /// <summary>Whether <see cref="Invoke"/> looks at the context's token, so that one must be there that fires.</summary>
    public bool UsesCancellationToken { get; init; }

    /// <summary>How long it may take; null: as long as the options say.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What stands around it; put together when its first message comes.</summary>
    public HandlerPipeline? Pipeline { get; set; }
}
