namespace Wava.Broker.Security;

/// <summary>
/// Collects rules about who may send to and listen to which destinations. The first rule that matches decides; what none matches is denied, unless
/// <see cref="Otherwise"/> says something else.
/// </summary>
/// <remarks>
/// <para>A pattern is a destination in which <c>*</c> stands for one segment, <c>**</c> for any number of segments, and <c>{name}</c> for one segment
/// that the rule can look at (<see cref="DestinationAccess.Variables"/>).</para>
/// <para>Who subscribes to a pattern must be allowed to listen to everything it stands for.</para>
/// </remarks>
/// <example>
/// <code>
/// rules.Send("/app/**").RequireAuthenticatedUser();
/// rules.Subscribe("/topic/admin/**").RequireRole("admin");
/// rules.Any("/topic/rooms/{room}/**").Require(access => IsMember(access.User, access.Variables["room"]));
/// rules.Subscribe("/user/**").Allow();
/// rules.Otherwise.Deny();
/// </code>
/// </example>
public sealed class DestinationRules
{
    private readonly List<DestinationRuleBuilder> _all = [];

    internal DestinationRules()
    {
    }

    /// <summary>Begins what is decided about destinations that no other rule matches. Without it they are denied, as soon as there are any rules.</summary>
    public DestinationRuleBuilder Otherwise { get; } = new(null, null);

    /// <summary>The rules, in order.</summary>
    internal IReadOnlyList<DestinationRuleBuilder> All => _all;

    /// <summary>Begins a rule about sending.</summary>
    /// <param name="pattern">Where to, for instance <c>/app/**</c>.</param>
    public DestinationRuleBuilder Send(string pattern) => Add(DestinationAction.Send, pattern);

    /// <summary>Begins a rule about listening.</summary>
    /// <param name="pattern">What to, for instance <c>/topic/admin/**</c>.</param>
    public DestinationRuleBuilder Subscribe(string pattern) => Add(DestinationAction.Subscribe, pattern);

    /// <summary>Begins a rule about both, sending and listening.</summary>
    /// <param name="pattern">Which destinations, for instance <c>/topic/rooms/{room}/**</c>.</param>
    public DestinationRuleBuilder Any(string pattern) => Add(null, pattern);

    private DestinationRuleBuilder Add(DestinationAction? action, string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        var rule = new DestinationRuleBuilder(action, pattern);
        _all.Add(rule);
        return rule;
    }
}
