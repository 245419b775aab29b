namespace Wava.Web.Chat;

/// <summary>What a client sends to put a sign under a message, or take it away.</summary>
internal sealed record ReactionBody(string? Emoji, bool On = true);
