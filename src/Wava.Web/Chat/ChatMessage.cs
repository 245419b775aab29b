namespace Wava.Web.Chat;

/// <summary>A message as clients see it.</summary>
/// <param name="Sequence">Its place in the room.</param>
/// <param name="Changed">The sequence of its last change; its own at first.</param>
/// <param name="Id">Its name.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="ClientId">What the author's client calls it.</param>
/// <param name="Text">What it says; null once it is deleted.</param>
/// <param name="ReplyTo">The sequence of the message that it answers.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="EditedAt">When it was edited last.</param>
/// <param name="DeletedAt">When it was deleted.</param>
/// <param name="Reactions">The oldest first.</param>
internal sealed record ChatMessage(
    long Sequence,
    long Changed,
    string Id,
    Author Author,
    string ClientId,
    string? Text,
    long? ReplyTo,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EditedAt,
    DateTimeOffset? DeletedAt,
    IReadOnlyList<Reaction> Reactions);
