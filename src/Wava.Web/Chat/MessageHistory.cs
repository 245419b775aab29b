using Wava.Web.Storage;

namespace Wava.Web.Chat;

/// <summary>Reads what was written in a room, in pages.</summary>
internal sealed class MessageHistory(Database database)
{
    /// <summary>The messages before a sequence, or the last ones.</summary>
    public Task<MessagePage> BeforeAsync(string room, long sequence, int limit, CancellationToken stop) =>
        PageAsync(room, "sequence < @from ORDER BY sequence DESC", sequence, limit, isBackwards: true, stop);

    /// <summary>The messages after a sequence.</summary>
    public Task<MessagePage> AfterAsync(string room, long sequence, int limit, CancellationToken stop) =>
        PageAsync(room, "sequence > @from ORDER BY sequence", sequence, limit, isBackwards: false, stop);

    /// <summary>The messages that are new since a sequence or have been changed since, in the order of the changes.</summary>
    public Task<MessagePage> SinceAsync(string room, long sequence, int limit, CancellationToken stop) =>
        PageAsync(room, "changed > @from ORDER BY changed", sequence, limit, isBackwards: false, stop);

    public Task<bool> HasAsync(string room, long sequence, CancellationToken stop) =>
        database.ReadAsync(async sql => await MessageRow.FindAsync(sql, room, sequence) is not null, stop);

    private Task<MessagePage> PageAsync(string room, string which, long from, int limit, bool isBackwards, CancellationToken stop) => database.ReadAsync(
        async sql =>
        {
            long last = await sql.FindAsync<long>("SELECT last_sequence FROM rooms WHERE id = @room", new { room });
            // One more than asked for tells whether there are more.
            IReadOnlyList<MessageRow> found = await sql.ListAsync<MessageRow>(
                $"SELECT {MessageRow.Columns} FROM messages WHERE room_id = @room AND {which} LIMIT @most", new { room, from, most = limit + 1 });
            List<MessageRow> rows = [.. found.Take(limit)];
            if (isBackwards) rows.Reverse();
            ILookup<long, ReactionRow> reactions = await ReactionRow.LoadAsync(sql, room, [.. rows.Select(each => each.Sequence)]);
            return new MessagePage([.. rows.Select(each => each.ToMessage(ReactionRow.Gather(reactions[each.Sequence])))], found.Count > limit, last);
        },
        stop);
}
