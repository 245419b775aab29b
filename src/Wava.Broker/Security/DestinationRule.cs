using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Destinations;

namespace Wava.Broker.Security;

/// <summary>One rule, read and ready: which destinations it is about, and whom it lets through.</summary>
internal sealed class DestinationRule
{
    private static readonly IReadOnlyDictionary<string, string> NoVariables = ImmutableDictionary<string, string>.Empty;

    private readonly DestinationAction? _action;
    private readonly RulePattern? _pattern;
    private readonly RuleCondition[] _conditions;
    private readonly bool _seesVariables;

    /// <param name="rule">What was written.</param>
    /// <param name="pattern">Its pattern, read; null for all destinations.</param>
    public DestinationRule(DestinationRuleBuilder rule, RulePattern? pattern)
    {
        (_action, _pattern, _conditions) = (rule.Action, pattern, [.. rule.Conditions]);
        _seesVariables = Array.Exists(_conditions, each => each.SeesVariables);
    }

    /// <summary>Whether it lets everybody through.</summary>
    public bool IsOpen => _conditions.Length == 0;

    /// <summary>The pattern as it was written, with stars for variables; null for all destinations.</summary>
    public string? Pattern => _pattern?.Destinations.ToString();

    /// <summary>The authorization policies it names.</summary>
    public IEnumerable<string> Policies => _conditions.Select(each => each.Policy).OfType<string>();

    /// <summary>Whether it is about a destination.</summary>
    public bool Matches(DestinationAction action, ReadOnlySpan<byte> destination) =>
        Concerns(action) && (_pattern is null || _pattern.Destinations.Matches(destination));

    /// <summary>Whether it is about anything that a subscription's pattern stands for.</summary>
    public bool Meets(DestinationPattern subscribed) =>
        Concerns(DestinationAction.Subscribe) && (_pattern is null || PatternRelation.Meet(_pattern.Destinations, subscribed));

    /// <summary>Whether it is about everything that a subscription's pattern stands for.</summary>
    public bool Covers(DestinationPattern subscribed) =>
        Concerns(DestinationAction.Subscribe) && (_pattern is null || PatternRelation.Covers(_pattern.Destinations, subscribed));

    /// <summary>Whether it lets a client through.</summary>
    /// <param name="access">What the client wants.</param>
    /// <param name="destination">Where, as octets.</param>
    /// <param name="scopes">Where conditions get their services from.</param>
    /// <param name="stop">Gives up.</param>
    public async ValueTask<bool> AllowsAsync(
        DestinationAccess access, ReadOnlyMemory<byte> destination, IServiceScopeFactory scopes, CancellationToken stop)
    {
        if (_seesVariables)
        {
            // Who asks for all rooms at once cannot be asked about one.
            IReadOnlyDictionary<string, string>? variables = _pattern is null ? NoVariables : _pattern.Read(destination.Span, access.IsPattern);
            if (variables is null) return false;
            access.Variables = variables;
        }

        foreach (RuleCondition condition in _conditions)
        {
            if (!await condition.HoldsAsync(access, scopes, stop)) return false;
        }

        return true;
    }

    private bool Concerns(DestinationAction action) => _action is null || _action == action;
}
