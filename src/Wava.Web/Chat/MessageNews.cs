namespace Wava.Web.Chat;

/// <summary>Tells a room of a message: <c>message</c> for a new one, <c>changed</c> for one that was edited, deleted or reacted to.</summary>
internal sealed record MessageNews(string Type, ChatMessage Message);
