using Wava.Web.Problems;
using Wava.Web.Rooms;
using Wava.Web.Storage;

namespace Wava.Web.Chat;

/// <summary>Stores what was written, many at a time, within one change.</summary>
/// <remarks>
/// <para>Every room that is written to gives out a piece of its sequence first: on PostgreSQL its row is ours from then on, so that sequences are committed in their order.</para>
/// <para>
/// From then on nobody can be removed from the room either. If the room is still of the version that memory knows, memory knows who is in it; if not, the storage is asked.
/// So whoever was removed while a message waited is refused, and it costs nothing as a rule.
/// </para>
/// <para>
/// New messages are added by one statement; one whose client id is known is left out, and is a success nevertheless. (Its number in the sequence stays unused.) Changes, which are rare,
/// follow one by one: they can only be meant for messages that somebody has seen.
/// </para>
/// </remarks>
internal sealed class MessageStore(Sql sql, IReadOnlyList<ChatJob> jobs, RoomMemory memory, UntoldRooms untold, long now)
{
    private static readonly InsertColumn[] Columns =
    [
        "id", "room_id", InsertColumn.Number("sequence"), InsertColumn.Number("changed"), "author_id", "author_name", "client_id", "text",
        InsertColumn.Number("reply_to"), InsertColumn.Number("created_at"),
    ];

    private readonly StoredBatch _batch = new();
    private readonly Dictionary<string, long> _next = new(StringComparer.Ordinal);

    public async Task<StoredBatch> StoreAsync()
    {
        await TakeSequencesAsync();
        await AddAsync();
        foreach (MessageChange change in jobs.OfType<MessageChange>().Where(each => !_batch.IsRefused(each))) await ChangeAsync(change);
        return _batch;
    }

    private async Task TakeSequencesAsync()
    {
        // In the order of their names, so that two processes never wait for each other.
        foreach (IGrouping<string, ChatJob> room in jobs.GroupBy(each => each.Who.Room, StringComparer.Ordinal).OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            int count = room.Count();
            Turn? turn = await sql.FindAsync<Turn>("UPDATE rooms SET last_sequence = last_sequence + @count WHERE id = @room RETURNING last_sequence, version", new { count, room = room.Key });
            RoomState? state = turn is null ? null : await LookAsync(room.Key, turn.Version);
            foreach (ChatJob job in room) Check(job, state);
            if (turn is null) continue;
            _next[room.Key] = turn.LastSequence - count + 1;
            await untold.CatchUpAsync(sql, room.Key, turn.LastSequence - count, _batch);
        }
    }

    private async Task<RoomState?> LookAsync(string room, long version) =>
        memory.Peek(room) is { } known && known.Version == version ? known : await RoomStore.LoadAsync(sql, room);

    private void Check(ChatJob job, RoomState? state)
    {
        try
        {
            job.Check(state);
        }
        catch (ProblemException problem)
        {
            _batch.Refuse(job, problem);
        }
    }

    private async Task AddAsync()
    {
        var seen = new HashSet<(string Room, string Author, string ClientId)>();
        var added = new List<(string Room, MessageRow Row)>();
        foreach (NewMessage message in jobs.OfType<NewMessage>())
        {
            if (_batch.IsRefused(message) || !seen.Add((message.Who.Room, message.Who.User, message.ClientId))) continue;
            long sequence = _next[message.Who.Room]++;
            added.Add((message.Who.Room, new MessageRow
            {
                Sequence = sequence,
                Changed = sequence,
                Id = Ids.New(),
                AuthorId = message.Who.User,
                AuthorName = message.Who.Name,
                ClientId = message.ClientId,
                Text = message.Text,
                ReplyTo = message.ReplyTo,
                CreatedAt = now,
            }));
        }

        if (added.Count == 0) return;
        IReadOnlySet<string> stored = await sql.InsertNewAsync("messages", Columns, [.. added.Select(each => Values(each.Room, each.Row))]);
        foreach ((string room, MessageRow row) in added)
        {
            if (stored.Contains(row.Id)) _batch.Tell(room, row, []);
        }
    }

    private async Task ChangeAsync(MessageChange change)
    {
        (string room, long sequence) = (change.Who.Room, change.Sequence);
        try
        {
            MessageRow message = await MessageRow.FindAsync(sql, room, sequence) ?? throw ChatProblems.NoSuchMessage();
            if (!await change.ApplyAsync(sql, message, now)) return;
            message.Changed = _next[room]++;
            await sql.ExecuteAsync(
                "UPDATE messages SET changed = @Changed, text = @Text, edited_at = @EditedAt, deleted_at = @DeletedAt WHERE room_id = @room AND sequence = @sequence",
                new { message.Changed, message.Text, message.EditedAt, message.DeletedAt, room, sequence });
            ILookup<long, ReactionRow> reactions = await ReactionRow.LoadAsync(sql, room, [sequence]);
            _batch.Tell(room, message, reactions[sequence]);
        }
        catch (ProblemException problem) when (problem is not StorageUnavailableException)
        {
            // Thrown before anything was changed: the others of the batch are not concerned.
            _batch.Refuse(change, problem);
        }
    }

    private static object?[] Values(string room, MessageRow row) =>
        [row.Id, room, row.Sequence, row.Changed, row.AuthorId, row.AuthorName, row.ClientId, row.Text, row.ReplyTo, row.CreatedAt];

    private sealed class Turn
    {
        public long LastSequence { get; set; }

        public long Version { get; set; }
    }
}
