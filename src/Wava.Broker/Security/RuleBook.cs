namespace Wava.Broker.Security;

/// <summary>All rules about destinations in their order, read and checked: those in code first, then those of the configuration.</summary>
internal sealed class RuleBook
{
    private RuleBook(DestinationRule[] rules, DestinationRule? otherwise, char separator) => (Rules, Otherwise, Separator) = (rules, otherwise, separator);

    /// <summary>The rules; the first that matches decides.</summary>
    public DestinationRule[] Rules { get; }

    /// <summary>What decides when none of them matches; null when there are no rules at all, and everybody may.</summary>
    public DestinationRule? Otherwise { get; }

    /// <summary>What parts a destination's segments.</summary>
    public char Separator { get; }

    /// <summary>The authorization policies that the rules name.</summary>
    public IEnumerable<string> Policies => Rules.Append(Otherwise).SelectMany(each => each?.Policies ?? []).Distinct(StringComparer.Ordinal);

    /// <summary>Reads all rules, and adds a sentence to <paramref name="problems"/> for each that is wrong.</summary>
    /// <param name="code">The rules in code.</param>
    /// <param name="configured">Those of the configuration.</param>
    /// <param name="separator">What parts a destination's segments.</param>
    /// <param name="problems">Where the sentences go.</param>
    public static RuleBook Read(DestinationRules code, IList<DestinationRuleOptions> configured, char separator, List<string> problems)
    {
        var rules = new List<DestinationRule>();
        foreach (DestinationRuleBuilder rule in code.All)
        {
            string name = $"AuthorizeDestinations, {rule.Action?.ToString() ?? "Any"}(\"{rule.Pattern}\")";
            if (!rule.IsSaid) problems.Add($"{name}: the rule does not say who may: add Allow(), Deny() or one of the Require methods.");
            if (Read(rule, separator, name, problems) is { } read) rules.Add(read);
        }

        for (int i = 0; i < configured.Count; i++)
        {
            if (Read(configured[i], $"Authorization[{i}]", problems) is { } rule && Read(rule, separator, $"Authorization[{i}].Pattern", problems) is { } read)
                rules.Add(read);
        }

        DestinationRuleBuilder otherwise = code.Otherwise;
        if (!otherwise.IsSaid)
        {
            if (rules.Count == 0) return new RuleBook([], null, separator);
            otherwise = new DestinationRuleBuilder(null, null);
            otherwise.Deny();
        }

        return new RuleBook([.. rules], new DestinationRule(otherwise, null), separator);
    }

    private static DestinationRule? Read(DestinationRuleBuilder rule, char separator, string name, List<string> problems)
    {
        if (RulePattern.TryParse(rule.Pattern!, separator, out RulePattern? pattern, out string? error)) return new DestinationRule(rule, pattern);
        problems.Add($"{name}: '{rule.Pattern}' is not a pattern: {error}");
        return null;
    }

    private static DestinationRuleBuilder? Read(DestinationRuleOptions options, string name, List<string> problems)
    {
        int before = problems.Count;
        DestinationAction? action = null;
        if (string.Equals(options.Action, "send", StringComparison.OrdinalIgnoreCase)) action = DestinationAction.Send;
        else if (string.Equals(options.Action, "subscribe", StringComparison.OrdinalIgnoreCase)) action = DestinationAction.Subscribe;
        else if (!string.IsNullOrEmpty(options.Action)) problems.Add($"{name}.Action: '{options.Action}' is not an action: write send or subscribe, or nothing for both.");
        if (string.IsNullOrEmpty(options.Pattern)) problems.Add($"{name}.Pattern is missing: say which destinations the rule is about, for instance /topic/admin/**.");

        var rule = new DestinationRuleBuilder(action, options.Pattern);
        Allow(rule, options.Allow ?? "");
        if (!rule.IsSaid)
            problems.Add($"{name}.Allow: '{options.Allow}' does not say who may: write anybody, nobody, users, role:name (several with commas) or policy:name.");
        return problems.Count == before ? rule : null;
    }

    private static void Allow(DestinationRuleBuilder rule, string allow)
    {
        string[] parts = allow.Split(':', 2, StringSplitOptions.TrimEntries);
        switch (parts[0].ToLowerInvariant(), parts.ElementAtOrDefault(1))
        {
            case ("anybody", null):
                rule.Allow();
                break;
            case ("nobody", null):
                rule.Deny();
                break;
            case ("users", null):
                rule.RequireAuthenticatedUser();
                break;
            case ("role", { } names) when names.Split(',', StringSplitOptions.TrimEntries) is var roles && Array.TrueForAll(roles, role => role.Length > 0):
                rule.RequireRole(roles);
                break;
            case ("policy", { Length: > 0 } policy):
                rule.RequirePolicy(policy);
                break;
        }
    }
}
