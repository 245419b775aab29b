namespace Wava.Web.Chat;

internal sealed record TypingBody(bool Typing);
