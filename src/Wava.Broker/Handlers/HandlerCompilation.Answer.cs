using System.Linq.Expressions;
using Wava.Broker.Messages;

namespace Wava.Broker.Handlers;

internal sealed partial class HandlerCompilation
{
    /// <summary>What the method gives, and how its call becomes a <see cref="ValueTask{TResult}"/> of it.</summary>
    private (AnswerKind Kind, Func<Expression, Expression>? Hand) Answer()
    {
        Type type = method.ReturnType;
        if (IsAsyncVoid) return Refuse("it is async void, and nobody would hear of its failure: let it return a Task.");
        if (type.IsByRef || type.IsByRefLike || type.IsPointer) return Refuse($"it returns {TypeNames.Of(type)}, which cannot be kept while a message waits.");
        if (type == typeof(void)) return (AnswerKind.None, call => Expression.Block(call, Expression.Default(typeof(ValueTask<object?>))));
        if (type == typeof(ValueTask)) return (AnswerKind.None, call => Expression.Call(typeof(Answers), nameof(Answers.Of), null, call));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)) return Awaited(typeof(ValueTask<>), type.GenericTypeArguments[0]);
        if (TaskOf(type) is { } result) return Awaited(typeof(Task<>), result);
        if (typeof(Task).IsAssignableFrom(type))
            return (AnswerKind.None, call => Expression.Call(typeof(Answers), nameof(Answers.Of), null, Expression.Convert(call, typeof(Task))));
        if (IsAwaitable(type)) return Refuse($"it returns {TypeNames.Of(type)}, which is awaited in a way that is not known here: let it return a Task or ValueTask.");
        (AnswerKind kind, Type form) = Form(type);
        return (kind, call => Expression.New(typeof(ValueTask<object?>).GetConstructor([typeof(object)])!, Formed(call, form)));
    }

    private (AnswerKind Kind, Func<Expression, Expression>? Hand) Awaited(Type task, Type result)
    {
        if (IsAwaitable(result)) return Refuse($"it returns {TypeNames.Of(task.MakeGenericType(result))}: what a task gives must not be awaited again.");
        (AnswerKind kind, Type form) = Form(result);
        return (kind, call => Expression.Call(typeof(Answers), nameof(Answers.Of), [result, form], Expression.Convert(call, task.MakeGenericType(result))));
    }

    /// <summary>What an answer of this type is, and what has to become of it.</summary>
    private static (AnswerKind Kind, Type Form) Form(Type type)
    {
        Type asItIs = typeof(Answers.AsItIs<>).MakeGenericType(type);
        if (type == typeof(OutgoingMessage) || type == typeof(Message)) return (AnswerKind.Outgoing, asItIs);
        if (typeof(IEnumerable<OutgoingMessage>).IsAssignableFrom(type) || typeof(IEnumerable<Message>).IsAssignableFrom(type)) return (AnswerKind.Several, asItIs);
        if (typeof(IAsyncEnumerable<object>).IsAssignableFrom(type)) return (AnswerKind.Stream, asItIs);
        Type? stream = type.GetInterfaces().Append(type).FirstOrDefault(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));
        return stream is null ? (AnswerKind.Payload, asItIs) : (AnswerKind.Stream, typeof(Answers.Boxed<,>).MakeGenericType(type, stream.GenericTypeArguments[0]));
    }

    private static Expression Formed(Expression value, Type form) => form.GetGenericTypeDefinition() == typeof(Answers.AsItIs<>)
        ? Expression.Convert(value, typeof(object))
        : Expression.Call(form, nameof(Answers.AsItIs<>.Of), null, value);

    private static Type? TaskOf(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>)) return type.GenericTypeArguments[0];
        }

        return null;
    }

    // F# has a kind of task that is not awaited, but started.
    private static bool IsAwaitable(Type type) =>
        type.GetMethod("GetAwaiter", Type.EmptyTypes) is not null || type.FullName?.StartsWith("Microsoft.FSharp.Control.FSharpAsync`1", StringComparison.Ordinal) == true;

    private (AnswerKind Kind, Func<Expression, Expression>? Hand) Refuse(string problem)
    {
        Fail(problem);
        return (AnswerKind.None, null);
    }
}
