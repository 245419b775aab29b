using Wava.Broker.Sessions;

namespace Wava.Broker.Users;

/// <summary>Says by which name a session's user is addressed, where that is not the name of the sign-in. Register your own as a service.</summary>
/// <remarks>
/// Whoever has the same name gets the same messages: it must be unique among users, and one that no user can choose freely. It is compared letter by
/// letter, after Unicode normalisation (form C). It is asked often, so it must be quick, and must always say the same of one session.
/// </remarks>
public interface IUserNameProvider
{
    /// <summary>The name of the session's user; null when the user is not known, or is not to be addressed by name.</summary>
    string? NameOf(StompSession session);
}
