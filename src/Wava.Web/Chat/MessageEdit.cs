using Wava.Web.Rooms;
using Wava.Web.Storage;

namespace Wava.Web.Chat;

internal sealed class MessageEdit(Membership who, long sequence, string text) : MessageChange(who, sequence)
{
    public override Task<bool> ApplyAsync(Sql sql, MessageRow message, long now)
    {
        if (message.DeletedAt is not null) throw ChatProblems.NoSuchMessage();
        if (message.AuthorId != Who.User) throw ChatProblems.NotYours();
        if (message.Text == text) return Task.FromResult(false);
        (message.Text, message.EditedAt) = (text, now);
        return Task.FromResult(true);
    }
}
