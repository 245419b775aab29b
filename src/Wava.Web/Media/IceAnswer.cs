namespace Wava.Web.Media;

/// <summary>How a peer finds ways to others.</summary>
/// <param name="IceServers">Which servers help.</param>
/// <param name="ExpiresAt">Until when their credentials are good: ask again before that.</param>
/// <param name="Policy">Whether peers may reach each other directly.</param>
internal sealed record IceAnswer(IReadOnlyList<IceServer> IceServers, DateTime ExpiresAt, IcePolicy Policy);
