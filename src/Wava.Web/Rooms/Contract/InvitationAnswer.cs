using System.Text.Json.Serialization;

namespace Wava.Web.Rooms.Contract;

/// <summary>An invitation. Its token is told to whoever makes it, this once: only its hash is kept.</summary>
internal sealed record InvitationAnswer(
    string Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    int? UsesLeft,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token);
