namespace Wava.Web.Signaling;

/// <summary>Whose a peer is.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Name">What others read.</param>
/// <param name="Kind"><c>account</c> or <c>guest</c>.</param>
internal sealed record PeerUser(string Id, string Name, string Kind);
