using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Wava.Broker.Handlers;

/// <summary>A class whose methods are handlers.</summary>
[RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
[RequiresDynamicCode(HandlerCompiler.NeedsCode)]
internal sealed partial class HandlerClass(Type type) : IHandlerSource
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly string _name = NameOf(type);
    private readonly List<object> _attributes = AttributesOf(type);

    public Type Type => type;

    /// <summary>The handler classes of an assembly: those with a handler attribute on them or on one of their methods. Abstract ones are there to be derived from.</summary>
    public static IEnumerable<HandlerClass> In(Assembly assembly) => assembly.GetTypes()
        .Where(each => each is { IsClass: true } && !each.Name.StartsWith('<') && (!each.IsAbstract || each.IsSealed) && IsHandler(each))
        .Select(each => new HandlerClass(each));

    public void AddTo(HandlerTableBuilder table)
    {
        if (!table.Claim(type)) return;
        string? problem = type switch
        {
            { IsAbstract: true, IsSealed: true } => "is static: make it a class that can be made anew for each message",
            { IsAbstract: true } => "is abstract: add the classes that derive from it",
            { ContainsGenericParameters: true } => "is generic, and nobody says for which types: make it abstract and derive from it, or add it with its types",
            { IsClass: false } => "is no class",
            _ => null,
        };
        if (problem is not null)
        {
            table.Problems.Add($"{_name} cannot be a handler class: it {problem}.");
            return;
        }

        List<(MethodInfo Method, List<object> Attributes)> methods = [.. Methods(type).Select(method => (method, AttributesOf(method))).Where(each => IsMarked(each.Item2))];
        int problems = table.Problems.Count;
        methods.RemoveAll(each => !IsUsable(each.Method, each.Attributes, table.Problems));
        var group = new HandlerGroup(_name, _attributes.OfType<MessageMappingAttribute>().LastOrDefault()?.Destinations ?? []);
        var mappings = new List<Mapping>();
        foreach ((MethodInfo method, List<object> attributes) in methods)
        {
            if (attributes.OfType<MessageMappingAttribute>().LastOrDefault() is { } message)
                mappings.AddRange(AddHandler(table, HandlerKind.Message, method, attributes, group, message.Destinations));
            if (attributes.OfType<SubscribeMappingAttribute>().LastOrDefault() is { } subscribe)
                mappings.AddRange(AddHandler(table, HandlerKind.Subscription, method, attributes, group, subscribe.Destinations));
        }

        AddExceptionHandlers(table, methods, mappings);
        if (problems == table.Problems.Count) CheckUse(table, methods, mappings.Count > 0);
    }

    private IReadOnlyList<Mapping> AddHandler(
        HandlerTableBuilder table, HandlerKind kind, MethodInfo method, List<object> attributes, HandlerGroup group, IReadOnlyList<string> destinations)
    {
        HandlerDefinition handler = Define(kind, method, attributes) with { Groups = [group], Destinations = destinations };
        IReadOnlyList<Mapping> mappings = table.Read(handler);
        table.Add(handler, mappings, table.Compile(handler, mappings, method, null), []);
        return mappings;
    }

    // A derived class's handler takes the place of its base class's for the same exception.
    private void AddExceptionHandlers(HandlerTableBuilder table, List<(MethodInfo Method, List<object> Attributes)> methods, List<Mapping> mappings)
    {
        var taken = new HashSet<Type>();
        foreach (var level in methods.Where(each => each.Attributes.Exists(attribute => attribute is MessageExceptionHandlerAttribute))
            .GroupBy(each => each.Method.DeclaringType!).OrderByDescending(each => Depth(each.Key)))
        {
            var here = new List<Type>();
            foreach ((MethodInfo method, List<object> attributes) in level)
            {
                HandlerDefinition handler = Define(HandlerKind.Exception, method, attributes);
                if (table.Compile(handler, mappings, method, null) is not { } compiled) continue;
                here.AddRange(compiled.Exceptions);
                Type[] left = [.. compiled.Exceptions.Where(exception => !taken.Contains(exception))];
                if (left.Length > 0) table.Add(handler, [], compiled, left);
            }

            taken.UnionWith(here);
        }
    }

    private HandlerDefinition Define(HandlerKind kind, MethodInfo method, List<object> attributes) => new()
    {
        Kind = kind,
        Name = $"{_name}.{method.Name}",
        HandlerType = type,
        Metadata = [_attributes, attributes],
        TakesContext = Array.Exists(method.GetParameters(), parameter => parameter.ParameterType == typeof(MessageContext)),
    };

    private static int Depth(Type type) => type.BaseType is null ? 0 : 1 + Depth(type.BaseType);
}
