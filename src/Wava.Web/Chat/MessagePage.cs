namespace Wava.Web.Chat;

/// <summary>A piece of a room's history.</summary>
/// <param name="Messages">Messages in the order of their sequence, or, of what has changed since, in the order of the changes.</param>
/// <param name="More">Whether there are more in the direction that was asked for.</param>
/// <param name="LastSequence">The last sequence of the room: from here a client goes on that has read everything.</param>
internal sealed record MessagePage(IReadOnlyList<ChatMessage> Messages, bool More, long LastSequence);
