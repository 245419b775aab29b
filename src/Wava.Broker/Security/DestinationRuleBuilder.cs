namespace Wava.Broker.Security;

/// <summary>Says whom a rule about destinations lets through: everybody who meets all that it requires.</summary>
public sealed class DestinationRuleBuilder
{
    private readonly List<RuleCondition> _conditions = [];

    internal DestinationRuleBuilder(DestinationAction? action, string? pattern) => (Action, Pattern) = (action, pattern);

    internal DestinationAction? Action { get; }

    internal string? Pattern { get; }

    internal IReadOnlyList<RuleCondition> Conditions => _conditions;

    /// <summary>Whether the rule says anything. One that does not is a mistake.</summary>
    internal bool IsSaid { get; private set; }

    /// <summary>Lets everybody through, unknown clients too.</summary>
    public void Allow() => IsSaid = true;

    /// <summary>Lets nobody through.</summary>
    public void Deny() => Add(RuleCondition.Nobody);

    /// <summary>Lets through whoever is signed in.</summary>
    public DestinationRuleBuilder RequireAuthenticatedUser() => Add(RuleCondition.AuthenticatedUser);

    /// <summary>Lets through whoever has one of these roles.</summary>
    public DestinationRuleBuilder RequireRole(params string[] roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        if (roles.Length == 0) throw new ArgumentException("A rule needs one role at least.", nameof(roles));
        return Add(RuleCondition.Role([.. roles]));
    }

    /// <summary>Lets through whom a policy of the application's authorization lets through; the resource it is given is the <see cref="DestinationAccess"/>.</summary>
    /// <param name="policy">The policy's name, as <c>AddAuthorization</c> knows it.</param>
    public DestinationRuleBuilder RequirePolicy(string policy)
    {
        ArgumentException.ThrowIfNullOrEmpty(policy);
        return Add(RuleCondition.ForPolicy(policy));
    }

    /// <summary>Lets through whoever meets a condition.</summary>
    /// <param name="condition">
    /// Is asked for every frame. It is not asked, and nobody let through, when a subscription to a pattern leaves open what a variable of the rule's
    /// pattern stands for.
    /// </param>
    public DestinationRuleBuilder Require(Func<DestinationAccess, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Add(RuleCondition.When((access, _, _) => new ValueTask<bool>(condition(access))));
    }

    /// <summary>Lets through whoever meets a condition that needs services, or time.</summary>
    /// <param name="condition">
    /// Is asked for every frame, with services whose scope lasts for the question. It is not asked, and nobody let through, when a subscription to a
    /// pattern leaves open what a variable of the rule's pattern stands for.
    /// </param>
    public DestinationRuleBuilder Require(Func<DestinationAccess, IServiceProvider, CancellationToken, ValueTask<bool>> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Add(RuleCondition.WithServices(condition));
    }

    private DestinationRuleBuilder Add(RuleCondition condition)
    {
        IsSaid = true;
        _conditions.Add(condition);
        return this;
    }
}
