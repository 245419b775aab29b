using Wava.Web.Rooms;

namespace Wava.Web.Chat;

internal sealed class NewMessage(Membership who, string clientId, string text, long? replyTo) : ChatJob(who)
{
    public string ClientId { get; } = clientId;

    public string Text { get; } = text;

    public long? ReplyTo { get; } = replyTo;
}
