namespace Wava.Broker.Handlers;

/// <summary>What the object is that <see cref="HandlerDescriptor.Invoke"/> gives.</summary>
internal enum AnswerKind : byte
{
    /// <summary>There is none, ever.</summary>
    None,

    /// <summary>The answer's body, before its conversion.</summary>
    Payload,

    /// <summary>One <see cref="OutgoingMessage"/>, or a <see cref="Messages.Message"/> with a destination of its own.</summary>
    Outgoing,

    /// <summary>An <see cref="IEnumerable{T}"/> of <see cref="OutgoingMessage"/> or of <see cref="Messages.Message"/>.</summary>
    Several,

    /// <summary>An <see cref="IAsyncEnumerable{T}"/> of objects, each of which is an answer: a body, an <see cref="OutgoingMessage"/> or a <see cref="Messages.Message"/>.</summary>
    Stream,
}
