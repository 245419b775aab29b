using Wava.Web.Storage;

namespace Wava.Web.Chat;

/// <summary>One person's reaction to one message, as it is stored.</summary>
internal sealed class ReactionRow
{
    public long Sequence { get; set; }

    public string UserId { get; set; } = "";

    public string Emoji { get; set; } = "";

    public long ReactedAt { get; set; }

    /// <summary>The reactions to some messages of a room.</summary>
    public static async Task<ILookup<long, ReactionRow>> LoadAsync(Sql sql, string room, IReadOnlyCollection<long> sequences)
    {
        IReadOnlyList<ReactionRow> rows = sequences.Count == 0
            ? []
            : await sql.ListAsync<ReactionRow>($"SELECT sequence, user_id, emoji, reacted_at FROM reactions WHERE room_id = @room AND sequence {sql.IsAmong("sequences")}", new { room, sequences });
        return rows.ToLookup(each => each.Sequence);
    }

    /// <summary>Puts the reactions to one message together, the oldest first, in the same order on every engine.</summary>
    public static IReadOnlyList<Reaction> Gather(IEnumerable<ReactionRow> rows) =>
    [
        .. rows.OrderBy(each => each.ReactedAt).ThenBy(each => each.Emoji, StringComparer.Ordinal).ThenBy(each => each.UserId, StringComparer.Ordinal)
            .GroupBy(each => each.Emoji, StringComparer.Ordinal)
            .Select(group => new Reaction(group.Key, [.. group.Select(each => each.UserId)])),
    ];
}
