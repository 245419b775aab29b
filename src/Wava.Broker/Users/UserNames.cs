using Wava.Broker.Destinations;
using Wava.Broker.Sessions;

namespace Wava.Broker.Users;

/// <summary>Knows the sessions' users by the names that messages are addressed to.</summary>
internal sealed class UserNames(IUserNameProvider provider)
{
    /// <summary>The name, in the form in which names are compared; null when the user is not known, or has a name that cannot be one.</summary>
    public string? Of(StompSession session) => UserName.TryNormalize(provider.NameOf(session), out string? name) ? name : null;

    /// <summary>Whether the user has a name, but one that nobody could be addressed by.</summary>
    public bool IsUnusable(StompSession session) => provider.NameOf(session) is { Length: > 0 } name && !UserName.TryNormalize(name, out _);
}
