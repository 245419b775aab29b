using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Wava.Broker.Handlers;

/// <summary>One handler's way from a method to a call; see <see cref="HandlerCompiler"/>.</summary>
[RequiresDynamicCode(HandlerCompiler.NeedsCode)]
[RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
internal sealed partial class HandlerCompilation(
    HandlerCompiler compiler,
    HandlerKind kind,
    string name,
    MethodInfo method,
    object? target,
    Type? handlerType,
    IReadOnlyCollection<string> variables,
    IReadOnlyCollection<string> allVariables,
    ICollection<string> problems)
{
    private readonly ParameterExpression _context = Expression.Parameter(typeof(MessageContext), "context");
    private readonly HashSet<string> _bound = new(StringComparer.Ordinal);
    private readonly List<Type> _exceptions = [];
    private bool _failed;
    private bool _usesToken;
    private ParameterInfo? _payload;

    public CompiledHandler? Run()
    {
        if (method.ContainsGenericParameters || handlerType is { ContainsGenericParameters: true })
        {
            Fail("a handler cannot have open type parameters.");
            return null;
        }

        // A delegate can be a static method whose first parameter is taken already.
        bool closed = method.IsStatic && target is not null && method.GetParameters() is [var first, ..] && first.ParameterType.IsInstanceOfType(target)
            && !first.ParameterType.IsValueType;
        Expression?[] arguments = [.. method.GetParameters().Select((parameter, i) => closed && i == 0 ? Expression.Constant(target, parameter.ParameterType) : Fill(parameter))];
        CheckExceptions();
        Expression? instance = Instance();
        (AnswerKind answer, Func<Expression, Expression>? hand) = Answer();
        if (_failed || hand is null) return null;

        // The instance is made last: a message that cannot be bound needs none.
        ParameterExpression[] locals = [.. arguments.Select(each => Expression.Variable(each!.Type))];
        Expression call = Expression.Call(instance, method, locals);
        Expression body = Expression.Block(locals, [.. locals.Select((local, i) => Expression.Assign(local, arguments[i]!)), hand(call)]);
        var invoke = Expression.Lambda<Func<MessageContext, ValueTask<object?>>>(body, name, [_context]).Compile();
        return new CompiledHandler(invoke, answer, _usesToken, _exceptions, _bound);
    }

    private void CheckExceptions()
    {
        if (kind != HandlerKind.Exception) return;
        Type[] taken = [.. method.GetParameters().Select(each => each.ParameterType).Where(IsException).Distinct()];
        IReadOnlyList<Type> named = method.GetCustomAttribute<MessageExceptionHandlerAttribute>()?.Exceptions ?? [];
        foreach (Type each in named)
        {
            if (!IsException(each)) Fail($"{TypeNames.Of(each)} is no exception.");
            else if (Array.Find(taken, parameter => !parameter.IsAssignableFrom(each)) is { } narrow) Fail($"its parameter takes {TypeNames.Of(narrow)}, and {TypeNames.Of(each)} is none.");
        }

        if (named.Count > 0) _exceptions.AddRange(named);
        else if (taken.Length == 1) _exceptions.Add(taken[0]);
        else if (taken.Length > 1) Fail("it takes several exceptions: leave one, or name in the attribute for which it answers.");
        else Fail("it says nowhere for which exceptions it answers: take one as a parameter, or name it in the attribute.");
    }

    private static bool IsException(Type type) => typeof(Exception).IsAssignableFrom(type);

    private bool IsAsyncVoid => method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false);

    private Expression? Fail(string problem)
    {
        _failed = true;
        problems.Add($"{name}: {problem}");
        return null;
    }
}
