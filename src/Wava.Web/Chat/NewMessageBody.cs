namespace Wava.Web.Chat;

/// <summary>What a client sends to write a message.</summary>
internal sealed record NewMessageBody(string? ClientId, string? Text, long? ReplyTo = null);
