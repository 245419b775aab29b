using Wava.Broker.Sessions;

namespace Wava.Broker.Users;

/// <summary>A user who is connected, with one session or several.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Sessions">The user's sessions, oldest first.</param>
public sealed record ConnectedUser(string Name, IReadOnlyList<StompSession> Sessions);
