using System.Security.Claims;
using Microsoft.Extensions.Options;
using Wava.Broker.Handlers;
using Wava.Web.Rooms;

namespace Wava.Web.Chat;

/// <summary>What STOMP clients write.</summary>
[MessageMapping("/rooms/{room}")]
internal sealed class ChatHandlers(RoomGate gate, ChatPace pace, MessageWriter writer, MessageHistory history, IOptions<ChatOptions> options)
{
    [SubscribeMapping("history")]
    public async Task<MessagePage> HistoryAsync(string room, ClaimsPrincipal user, CancellationToken stop)
    {
        await gate.DemandAsync(user, room, RoomAction.Read, stop);
        return await history.BeforeAsync(room, long.MaxValue, options.Value.PageLength, stop);
    }

    [MessageMapping("messages")]
    public async Task WriteAsync(string room, [Payload] NewMessageBody body, ClaimsPrincipal user, CancellationToken stop)
    {
        Membership who = await gate.DemandAsync(user, room, RoomAction.Write, stop);
        string text = Text(body.Text);
        if (!MessageText.IsClientId(body.ClientId)) throw ChatProblems.Invalid("clientId", "A clientId has 8 to 64 visible ASCII characters, and is another one for each message.");
        pace.DemandMessage(who);
        if (body.ReplyTo is { } sequence && !await history.HasAsync(room, sequence, stop)) throw ChatProblems.Invalid("replyTo", "The message that this one replies to is not in this room.");
        await writer.WriteAsync(new NewMessage(who, body.ClientId!, text, body.ReplyTo));
    }

    [MessageMapping("messages/{sequence}/edit")]
    public async Task EditAsync(string room, long sequence, [Payload] EditBody body, ClaimsPrincipal user, CancellationToken stop)
    {
        Membership who = await gate.DemandAsync(user, room, RoomAction.Write, stop);
        string text = Text(body.Text);
        pace.DemandChange(who);
        await writer.WriteAsync(new MessageEdit(who, sequence, text));
    }

    [MessageMapping("messages/{sequence}/delete")]
    public async Task DeleteAsync(string room, long sequence, ClaimsPrincipal user, CancellationToken stop)
    {
        Membership who = await gate.DemandAsync(user, room, RoomAction.Write, stop);
        pace.DemandChange(who);
        await writer.WriteAsync(new MessageDeletion(who, sequence));
    }

    [MessageMapping("messages/{sequence}/react")]
    public async Task ReactAsync(string room, long sequence, [Payload] ReactionBody body, ClaimsPrincipal user, CancellationToken stop)
    {
        Membership who = await gate.DemandAsync(user, room, RoomAction.Write, stop);
        if (!MessageText.IsEmoji(body.Emoji)) throw ChatProblems.Invalid("emoji", "A reaction is one emoji: up to 16 UTF-16 units without letters and spaces.");
        pace.DemandChange(who);
        await writer.WriteAsync(new MessageReaction(who, sequence, body.Emoji!, body.On, options.Value.MaxReactionKinds));
    }

    private string Text(string? text) =>
        MessageText.Clean(text, options.Value.MaxTextLength) ?? throw ChatProblems.Invalid("text", $"A message has 1 to {options.Value.MaxTextLength} characters.");
}
