using System.Reflection;

namespace Wava.Broker.Handlers;

internal sealed partial class HandlerClass
{
    private static bool IsMarked(List<object> attributes) => attributes.Exists(each => each
        is MessageMappingAttribute or SubscribeMappingAttribute or MessageExceptionHandlerAttribute or SendToAttribute or SendToUserAttribute);

    // [SendTo] alone makes no handler class: a method may carry it to be mapped by MapMessage.
    private static bool IsHandler(Type type) =>
        type.IsDefined(typeof(MessageMappingAttribute), true) || type.IsDefined(typeof(MessageAdviceAttribute), true)
        || Methods(type).Any(method => method.IsDefined(typeof(MessageMappingAttribute), true)
            || method.IsDefined(typeof(SubscribeMappingAttribute), true) || method.IsDefined(typeof(MessageExceptionHandlerAttribute), true));

    /// <summary>Whether a method that carries attributes of handlers can be one.</summary>
    private bool IsUsable(MethodInfo method, List<object> attributes, List<string> problems)
    {
        bool mapped = attributes.Exists(each => each is MessageMappingAttribute or SubscribeMappingAttribute);
        bool forExceptions = attributes.Exists(each => each is MessageExceptionHandlerAttribute);
        string? problem = (mapped, forExceptions) switch
        {
            (false, false) => "says where its answers go, but has neither [MessageMapping] nor [SubscribeMapping]",
            (true, true) => "is both a handler and an exception handler: split it in two",
            _ when !method.IsPublic => "is not public",
            _ when method.IsStatic => "is static: handlers belong to an object of their class, or are mapped by MapMessage",
            _ when method.ContainsGenericParameters => "is generic, and nobody says for which types",
            _ => null,
        };
        if (problem is not null) problems.Add($"{_name}.{method.Name} cannot be a handler: it {problem}.");
        return problem is null;
    }

    /// <summary>Finds a class that does nothing, although it looks as if it did.</summary>
    private void CheckUse(HandlerTableBuilder table, List<(MethodInfo Method, List<object> Attributes)> methods, bool mapped)
    {
        bool forExceptions = methods.Exists(each => each.Attributes.Exists(attribute => attribute is MessageExceptionHandlerAttribute));
        bool advice = _attributes.Exists(each => each is MessageAdviceAttribute);
        if (advice && !forExceptions)
            table.Problems.Add($"{_name} has [MessageAdvice], but no method with [MessageExceptionHandler].");
        else if (!mapped && forExceptions && !advice)
            table.Problems.Add($"{_name} has exception handlers, but no handlers that they could answer for: make it abstract and derive from it, or mark it with [MessageAdvice].");
        else if (!mapped && !forExceptions)
            table.Problems.Add($"{_name} has no handlers: none of its methods has [MessageMapping], [SubscribeMapping] or [MessageExceptionHandler].");
    }
}
