namespace Wava.Broker.Security;

/// <summary>A rule about destinations, as configuration writes it.</summary>
public sealed class DestinationRuleOptions
{
    /// <summary>What it is about: <c>send</c>, <c>subscribe</c>, or null for both.</summary>
    public string? Action { get; set; }

    /// <summary>Which destinations: <c>/topic/admin/**</c>, with the same patterns as <see cref="DestinationRules"/>.</summary>
    public string Pattern { get; set; } = "";

    /// <summary>Who may: <c>anybody</c>, <c>nobody</c>, <c>users</c> (whoever is signed in), <c>role:admin,root</c> (whoever has one of them) or <c>policy:moderators</c>.</summary>
    public string Allow { get; set; } = "";
}
