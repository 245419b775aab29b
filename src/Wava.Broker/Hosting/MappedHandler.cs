using System.Diagnostics.CodeAnalysis;
using Wava.Broker.Handlers;

namespace Wava.Broker.Hosting;

/// <summary>A delegate that was mapped as a handler.</summary>
internal sealed class MappedHandler : IHandlerSource
{
    private readonly HandlerKind _kind;
    private readonly string _caller;
    private readonly string? _pattern;
    private readonly Delegate _handler;
    private readonly MessageGroupBuilder _group;
    private readonly Func<HandlerTableBuilder, HandlerDefinition, IReadOnlyList<Mapping>, CompiledHandler?> _compile;

    private MappedHandler(
        HandlerKind kind, string caller, string? pattern, Delegate handler, MessageGroupBuilder group,
        Func<HandlerTableBuilder, HandlerDefinition, IReadOnlyList<Mapping>, CompiledHandler?> compile) =>
        (_kind, _caller, _pattern, _handler, _group, _compile) = (kind, caller, pattern, handler, group, compile);

    /// <summary>What the application adds to it.</summary>
    public MessageHandlerBuilder Builder { get; } = new();

    /// <summary>A delegate whose parameters are bound.</summary>
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    [RequiresDynamicCode(HandlerCompiler.NeedsCode)]
    public static MappedHandler Bound(HandlerKind kind, string caller, string? pattern, Delegate handler, MessageGroupBuilder group) =>
        new(kind, caller, pattern, handler, group, (table, definition, mappings) => table.Compile(definition, mappings, handler.Method, handler.Target));

    /// <summary>A delegate that takes the context and answers nothing.</summary>
    public static MappedHandler Unbound(HandlerKind kind, string caller, string pattern, MessageDelegate handler, MessageGroupBuilder group) =>
        new(kind, caller, pattern, handler, group, (_, _, _) => HandlerCompiler.FromDelegate(handler));

    public void AddTo(HandlerTableBuilder table)
    {
        string name = NameIn(table);
        var endpoint = new MessageEndpointBuilder { DisplayName = name, ApplicationServices = _group.Services };
        List<int> ends = [];
        MessageGroupBuilder[] groups = [.. _group.Line];
        foreach (MessageGroupBuilder group in groups)
        {
            if (group.Group is { } marker) endpoint.Metadata.Add(marker);
            group.Conventions.Apply(endpoint);
            ends.Add(endpoint.Metadata.Count);
        }

        foreach (object attribute in _handler.Method.GetCustomAttributes(inherit: true)) endpoint.Metadata.Add(attribute);
        Builder.Conventions.Apply(endpoint);
        Builder.Conventions.ApplyFinally(endpoint);
        foreach (MessageGroupBuilder group in groups.Reverse()) group.Conventions.ApplyFinally(endpoint);
        if (endpoint.FilterFactories.Count > 0)
            table.Problems.Add($"{name}: an endpoint filter of HTTP was added (AddEndpointFilter), which knows nothing of messages: use AddMessageFilter.");

        var handler = new HandlerDefinition
        {
            Kind = _kind,
            Name = name,
            Groups = [.. groups.Where(group => group.Group is not null).Select(group => group.Group!)],
            Destinations = _pattern is null ? [] : [_pattern],
            Metadata = Levels(endpoint.Metadata, ends),
            TakesContext = Array.Exists(_handler.Method.GetParameters(), parameter => parameter.ParameterType == typeof(MessageContext)),
        };
        IReadOnlyList<Mapping> mappings = _kind == HandlerKind.Exception ? [] : table.Read(handler);
        CompiledHandler? compiled = _compile(table, handler, mappings);
        table.Add(handler, mappings, compiled, compiled?.Exceptions ?? []);
    }

    private string NameIn(HandlerTableBuilder table)
    {
        string what = _pattern is null
            ? _handler.Method.GetParameters().FirstOrDefault(each => typeof(Exception).IsAssignableFrom(each.ParameterType))?.ParameterType.Name ?? ""
            : $"\"{_group.Line.Select(group => group.Prefix).Append(_pattern).Aggregate((prefix, own) => Mapping.Combine(prefix, own, table.Separator))}\"";
        return $"{_caller}({what})";
    }

    /// <summary>Cuts the metadata up by who said it. The last level is the delegate's own.</summary>
    private static List<IReadOnlyList<object>> Levels(IList<object> metadata, List<int> ends)
    {
        var levels = new List<IReadOnlyList<object>>();
        int start = 0;
        foreach (int end in ends.Append(metadata.Count))
        {
            // A convention may have taken something out again.
            int to = Math.Min(end, metadata.Count);
            levels.Add([.. metadata.Skip(start).Take(to - start)]);
            start = to;
        }

        return levels;
    }
}
