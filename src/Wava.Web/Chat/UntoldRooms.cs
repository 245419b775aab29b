using Wava.Web.Storage;

namespace Wava.Web.Chat;

/// <summary>Makes up for commits whose answer got lost: whether their messages are stored nobody knows, so no room was told. With the next message of the room it is.</summary>
/// <remarks>
/// The senders were told that their messages are not stored, and send them again: then they are known by their client ids and are not stored a second time.
/// Without this nobody else would hear of them before asking for the history. Used by one change at a time.
/// </remarks>
internal sealed class UntoldRooms
{
    private readonly Dictionary<string, long> _since = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _begun = new(StringComparer.Ordinal);

    /// <summary>Adds to a batch what a room has not heard. Within a change that has taken the room's turn.</summary>
    /// <param name="sql">The change.</param>
    /// <param name="room">The room.</param>
    /// <param name="before">The last sequence before the batch.</param>
    /// <param name="batch">The batch.</param>
    public async Task CatchUpAsync(Sql sql, string room, long before, StoredBatch batch)
    {
        _begun[room] = before;
        if (!_since.TryGetValue(room, out long from) || from >= before) return;
        IReadOnlyList<MessageRow> rows = await sql.ListAsync<MessageRow>(
            $"SELECT {MessageRow.Columns} FROM messages WHERE room_id = @room AND changed > @from AND changed <= @before ORDER BY changed", new { room, from, before });
        ILookup<long, ReactionRow> reactions = await ReactionRow.LoadAsync(sql, room, [.. rows.Select(each => each.Sequence)]);
        foreach (MessageRow row in rows) batch.Tell(room, row, reactions[row.Sequence]);
    }

    /// <summary>The change is stored, and its rooms will be told.</summary>
    public void Heard()
    {
        foreach (string room in _begun.Keys) _since.Remove(room);
        _begun.Clear();
    }

    /// <summary>The change has failed; it may be stored nevertheless.</summary>
    public void Doubt()
    {
        foreach ((string room, long before) in _begun) _since.TryAdd(room, before);
        _begun.Clear();
    }
}
