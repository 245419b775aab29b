using Wava.Web.Rooms;
using Wava.Web.Storage;

namespace Wava.Web.Chat;

/// <summary>A message as it is stored.</summary>
internal sealed class MessageRow
{
    public const string Columns = "sequence, changed, id, author_id, author_name, client_id, text, reply_to, created_at, edited_at, deleted_at";

    public long Sequence { get; set; }

    public long Changed { get; set; }

    public string Id { get; set; } = "";

    public string AuthorId { get; set; } = "";

    public string AuthorName { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string? Text { get; set; }

    public long? ReplyTo { get; set; }

    public long CreatedAt { get; set; }

    public long? EditedAt { get; set; }

    public long? DeletedAt { get; set; }

    public static Task<MessageRow?> FindAsync(Sql sql, string room, long sequence) =>
        sql.FindAsync<MessageRow>($"SELECT {Columns} FROM messages WHERE room_id = @room AND sequence = @sequence", new { room, sequence });

    public ChatMessage ToMessage(IReadOnlyList<Reaction> reactions) => new(
        Sequence, Changed, Id, new Author(AuthorId, AuthorName), ClientId, Text, ReplyTo, Times.FromStored(CreatedAt), ToTime(EditedAt), ToTime(DeletedAt), reactions);

    private static DateTimeOffset? ToTime(long? stored) => stored is { } milliseconds ? Times.FromStored(milliseconds) : null;
}
