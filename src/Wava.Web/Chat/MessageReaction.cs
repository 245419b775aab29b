using Wava.Web.Rooms;
using Wava.Web.Storage;

namespace Wava.Web.Chat;

internal sealed class MessageReaction(Membership who, long sequence, string emoji, bool on, int mostKinds) : MessageChange(who, sequence)
{
    public override async Task<bool> ApplyAsync(Sql sql, MessageRow message, long now)
    {
        if (message.DeletedAt is not null) throw ChatProblems.NoSuchMessage();
        if (!on)
        {
            return await sql.ExecuteAsync(
                "DELETE FROM reactions WHERE room_id = @Room AND sequence = @Sequence AND user_id = @User AND emoji = @emoji", new { Who.Room, Sequence, Who.User, emoji }) > 0;
        }

        IReadOnlyList<string> kinds = await sql.ListAsync<string>("SELECT DISTINCT emoji FROM reactions WHERE room_id = @Room AND sequence = @Sequence", new { Who.Room, Sequence });
        if (kinds.Count >= mostKinds && !kinds.Contains(emoji)) throw ChatProblems.TooManyKinds(mostKinds);
        return await sql.ExecuteAsync(
            "INSERT INTO reactions (room_id, sequence, user_id, emoji, reacted_at) VALUES (@Room, @Sequence, @User, @emoji, @now) ON CONFLICT DO NOTHING",
            new { Who.Room, Sequence, Who.User, emoji, now }) > 0;
    }
}
