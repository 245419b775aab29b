namespace Wava.Web.Chat;

internal sealed record EditBody(string? Text);
