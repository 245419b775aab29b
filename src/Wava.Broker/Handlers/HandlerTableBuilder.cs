using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Wava.Broker.Handlers;

/// <summary>Checks and compiles handlers one by one, and gathers what is wrong with them instead of stopping at the first.</summary>
internal sealed class HandlerTableBuilder(DestinationLayout layout, Func<HandlerCompiler> compiler)
{
    private readonly List<HandlerDescriptor> _handlers = [];
    private readonly HashSet<Type> _types = [];
    private readonly ReplyPlanner _replies = new(layout);
    private readonly Dictionary<HandlerGroup, HashSet<string>> _unused = [];

    /// <summary>What is wrong, in a sentence each.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>What separates the segments of a destination.</summary>
    public char Separator => layout.Separator;

    /// <summary>Notes a handler class; false when it has come before.</summary>
    public bool Claim(Type type) => _types.Add(type);

    /// <summary>The mappings that a handler and its groups make together.</summary>
    public IReadOnlyList<Mapping> Read(HandlerDefinition handler)
    {
        IEnumerable<string> texts = [""];
        foreach (IReadOnlyList<string> parts in handler.Groups.Select(group => group.Prefixes).Append(handler.Destinations is [] ? [""] : handler.Destinations))
            texts = [.. texts.SelectMany(_ => parts, (text, part) => Mapping.Combine(text, part, layout.Separator))];
        var mappings = new List<Mapping>();
        foreach (string text in texts.Distinct(StringComparer.Ordinal))
        {
            if (text.Length == 0) Problems.Add($"{handler.Name}: no destination is named, neither by itself nor by what it belongs to.");
            else if (!Mapping.TryParse(text, layout.Separator, out Mapping? mapping, out string? problem)) Problems.Add($"{handler.Name}: '{text}' is not a mapping: {problem}");
            else if (!mappings.Exists(each => each.Text == mapping.Text)) mappings.Add(mapping);
        }

        return mappings;
    }

    /// <summary>Compiles a handler's method; null when that fails, and the problems say why.</summary>
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    [RequiresDynamicCode(HandlerCompiler.NeedsCode)]
    public CompiledHandler? Compile(HandlerDefinition handler, IReadOnlyList<Mapping> mappings, MethodInfo method, object? target)
    {
        string[] all = [.. mappings.SelectMany(mapping => mapping.Variables).Distinct(StringComparer.Ordinal)];
        string[] each = [.. all.Where(name => mappings.All(mapping => mapping.Variables.Contains(name)))];
        return compiler().Compile(handler.Kind, handler.Name, method, target, handler.HandlerType, each, all, Problems);
    }

    /// <summary>Adds a handler.</summary>
    /// <param name="handler">What is said of it.</param>
    /// <param name="mappings">What it claims.</param>
    /// <param name="compiled">Its method; null when it could not be compiled.</param>
    /// <param name="exceptions">Which exceptions it is for, if it is an exception handler.</param>
    public void Add(HandlerDefinition handler, IReadOnlyList<Mapping> mappings, CompiledHandler? compiled, IReadOnlyList<Type> exceptions)
    {
        if (compiled is null)
        {
            // Nobody knows what it would have taken: no further complaints.
            foreach (HandlerGroup group in handler.Groups) Unused(group).Clear();
            return;
        }

        ReplyPlan replies = _replies.Plan(handler, compiled.Answer, mappings, Problems);
        if (handler.Kind != HandlerKind.Exception) CheckVariables(handler, mappings, compiled, replies);
        object[] said = [.. handler.Metadata.SelectMany(level => level)];
        _handlers.Add(new HandlerDescriptor
        {
            Name = handler.Name,
            Kind = handler.Kind,
            HandlerType = handler.HandlerType,
            Mappings = mappings,
            Exceptions = exceptions,
            Metadata = said,
            Invoke = compiled.Invoke,
            Answer = compiled.Answer,
            Replies = replies,
            UsesCancellationToken = compiled.UsesCancellationToken,
            Timeout = Timeout(handler, said),
        });
    }

    /// <summary>Ends the building.</summary>
    /// <exception cref="InvalidOperationException">There are problems; the message lists them.</exception>
    public HandlerTable Build()
    {
        foreach ((HandlerGroup group, HashSet<string> unused) in _unused)
        {
            foreach (string variable in unused) Problems.Add($"{group}: none of its handlers takes the variable '{variable}'.");
        }

        if (layout.ApplicationPrefixes.Count == 0 && _handlers.Count > 0)
            Problems.Add("Handlers.ApplicationPrefixes is empty, so that no message can reach a handler.");
        var table = new HandlerTable(_handlers, layout.Separator, Problems);
        if (Problems.Count == 0) return table;
        throw new InvalidOperationException(
            $"The message handlers have {(Problems.Count == 1 ? "a problem" : $"{Problems.Count} problems")}:{string.Concat(Problems.Select(problem => $"{Environment.NewLine}- {problem}"))}");
    }

    // A variable that nobody takes is a slip of the pen as a rule, and the parameter that was meant for it would be given the body instead. Those of a
    // class or group are shared by its handlers: it is enough when one of them takes it.
    private void CheckVariables(HandlerDefinition handler, IReadOnlyList<Mapping> mappings, CompiledHandler compiled, ReplyPlan replies)
    {
        HashSet<string> left = [.. mappings.SelectMany(mapping => mapping.Variables)];
        bool takesAll = handler.TakesContext;
        HashSet<string> taken = [.. compiled.BoundVariables, .. replies.Destinations.Concat(replies.UserDestinations).OfType<TemplateReply>().SelectMany(each => each.Variables)];
        if (!takesAll) left.ExceptWith(taken);
        else left.Clear();
        foreach (HandlerGroup group in handler.Groups)
        {
            HashSet<string> unused = Unused(group);
            left.ExceptWith(VariablesOf(group));
            if (takesAll) unused.Clear();
            else unused.ExceptWith(taken);
        }

        foreach (string variable in left) Problems.Add($"{handler.Name}: no parameter takes the variable '{variable}' of its mapping; write * where the value does not matter.");
    }

    private HashSet<string> Unused(HandlerGroup group)
    {
        if (!_unused.TryGetValue(group, out HashSet<string>? unused)) _unused.Add(group, unused = [.. VariablesOf(group)]);
        return unused;
    }

    private IEnumerable<string> VariablesOf(HandlerGroup group) => group.Prefixes.SelectMany(
        prefix => Mapping.TryParse(prefix, layout.Separator, out Mapping? mapping, out _) ? mapping.Variables.AsEnumerable() : []);

    private TimeSpan? Timeout(HandlerDefinition handler, object[] said)
    {
        TimeSpan? timeout = said.OfType<HandlerTimeoutAttribute>().LastOrDefault()?.Timeout;
        if (timeout is { } time && !HandlerOptions.IsTimeout(time))
            Problems.Add($"{handler.Name}: its timeout must be longer than nothing and at most {HandlerOptions.LongestTimeout.TotalDays:0} days, or 0 for none.");
        return timeout;
    }
}
