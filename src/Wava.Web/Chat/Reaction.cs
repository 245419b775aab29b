namespace Wava.Web.Chat;

/// <summary>A sign that people have put under a message.</summary>
/// <param name="Emoji">The sign.</param>
/// <param name="Users">The ids of those who did, in the order in which they did.</param>
internal sealed record Reaction(string Emoji, IReadOnlyList<string> Users);
