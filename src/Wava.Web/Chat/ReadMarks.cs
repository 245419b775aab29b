using Wava.Web.Rooms;
using Wava.Web.Storage;

namespace Wava.Web.Chat;

/// <summary>Keeps how far everybody has read. Marks only move forwards, and not beyond what was written.</summary>
internal sealed class ReadMarks(Database database)
{
    /// <returns>Whether the mark has moved.</returns>
    public async Task<bool> MoveAsync(Membership who, long sequence, CancellationToken stop) =>
        await database.WriteAsync(
            sql => sql.ExecuteAsync(
                "UPDATE members SET last_read = @sequence WHERE room_id = @Room AND user_id = @User AND last_read < @sequence AND EXISTS (SELECT 1 FROM rooms WHERE id = @Room AND last_sequence >= @sequence)",
                new { who.Room, who.User, sequence }),
            stop) > 0;
}
