using Wava.Broker.Sessions;

namespace Wava.Broker.Users;

/// <summary>Addresses users by the name of their sign-in.</summary>
internal sealed class SignInNameProvider : IUserNameProvider
{
    public string? NameOf(StompSession session) => session.User?.Identity?.Name;
}
