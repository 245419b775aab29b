using Wava.Web.Rooms;
using Wava.Web.Storage;

namespace Wava.Web.Chat;

internal sealed class MessageDeletion(Membership who, long sequence) : MessageChange(who, sequence)
{
    public override async Task<bool> ApplyAsync(Sql sql, MessageRow message, long now)
    {
        if (message.AuthorId != Who.User && !RoomRights.Allows(Who.Role, RoomAction.DeleteMessages)) throw ChatProblems.NotYoursToDelete();
        if (message.DeletedAt is not null) return false;
        (message.Text, message.DeletedAt) = (null, now);
        await sql.ExecuteAsync("DELETE FROM reactions WHERE room_id = @Room AND sequence = @Sequence", new { Who.Room, Sequence });
        return true;
    }
}
