using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Messages;

namespace Wava.Broker.Handlers;

/// <summary>Turns methods and delegates into calls that fill their parameters from a message and hand back their answer.</summary>
/// <remarks>
/// <para>
/// The problem: what a parameter is filled with follows from attributes, types, names and registered services, and none of that may be looked at again
/// for each message.
/// </para>
/// <para>
/// The idea: all of it is decided once, at start, and written down as one expression tree for each handler: fill the parameters, make the handler's
/// instance, call the method, wrap what it returns. What needs more than an expression (headers, variables, bodies) is a small object made for the
/// parameter's type, so that numbers are not boxed.
/// </para>
/// <para>
/// The cost: about a millisecond for each handler at start. Then a message costs the payload, the result, and an instance of the handler's class if it
/// has one; a scope of services is begun only for a handler that asks for services, and only a handler that really waits goes on asynchronously.
/// </para>
/// </remarks>
internal sealed class HandlerCompiler
{
    internal const string NeedsCode = "Handlers are compiled at run time; map a MessageDelegate instead.";
    internal const string NeedsMembers = "Handlers and what they take are found by reflection; map a MessageDelegate instead.";

    private readonly HashSet<Type> _sessionStates;
    private readonly IServiceProviderIsService? _services;
    private readonly IServiceProviderIsKeyedService? _keyed;

    public HandlerCompiler(
        MessageConverters converters, IServiceProviderIsService? services, IServiceProviderIsKeyedService? keyed, IEnumerable<SessionStateType> sessionStates, HandlerOptions options)
    {
        (Converters, _services, _keyed, Options) = (converters, services, keyed, options);
        _sessionStates = [.. sessionStates.Select(each => each.Type)];
    }

    public MessageConverters Converters { get; }

    public HandlerOptions Options { get; }

    /// <summary>The rules of all payload types, worked out once for all handlers.</summary>
    [field: AllowNull]
    internal ValidationPlans Validation
    {
        [RequiresDynamicCode(NeedsCode)]
        [RequiresUnreferencedCode(NeedsMembers)]
        get => field ??= new ValidationPlans(Converters.Json.PropertyNamingPolicy);
    }

    /// <summary>Compiles a handler.</summary>
    /// <param name="kind">What it handles.</param>
    /// <param name="name">Its name, with which each problem begins.</param>
    /// <param name="method">The method.</param>
    /// <param name="target">What a delegate is bound to, or null.</param>
    /// <param name="handlerType">The class of which an instance is made for each message; null for a delegate.</param>
    /// <param name="variables">The variables that every mapping of the handler has.</param>
    /// <param name="allVariables">The variables that any mapping of it has.</param>
    /// <param name="problems">What is wrong with it, in sentences, is added here.</param>
    /// <returns>Null when there are problems.</returns>
    [RequiresDynamicCode(NeedsCode)]
    [RequiresUnreferencedCode(NeedsMembers)]
    public CompiledHandler? Compile(
        HandlerKind kind,
        string name,
        MethodInfo method,
        object? target,
        Type? handlerType,
        IReadOnlyCollection<string> variables,
        IReadOnlyCollection<string> allVariables,
        ICollection<string> problems) =>
        new HandlerCompilation(this, kind, name, method, target, handlerType, variables, allVariables, problems).Run();

    /// <summary>The form of a handler that needs no binding, and so neither reflection nor code made at run time.</summary>
    public static CompiledHandler FromDelegate(MessageDelegate handler) =>
        new(context => Answers.Of(handler(context)), AnswerKind.None, UsesCancellationToken: true, [], []);

    /// <summary>Whether a type is registered as a service. Where the container cannot tell, nothing is.</summary>
    public bool IsService(Type type) => _services is not null && _services.IsService(type);

    /// <summary>Whether a type may be asked for as a service: it is registered, or the container cannot tell.</summary>
    public bool MayBeService(Type type) => _services is null || _services.IsService(type);

    public bool MayBeKeyedService(Type type, object? key) => _keyed is null || _keyed.IsKeyedService(type, key);

    public bool IsSessionState(Type type) => _sessionStates.Contains(type);
}
