using System.Security.Claims;

namespace Wava.Broker.Security;

/// <summary>What a client is told that may not do something. It learns what it wanted, and never what would have let it.</summary>
internal static class Refusal
{
    /// <summary>A sentence, or two for clients that are nobody yet.</summary>
    public static string Of(DestinationAction action, string destination, ClaimsPrincipal? user)
    {
        string verb = action == DestinationAction.Send ? "send" : "subscribe";
        string hint = RuleCondition.IsKnown(user) ? "" : " Sign in first.";
        return $"You may not {verb} to {destination}.{hint}";
    }
}
