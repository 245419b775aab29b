namespace Wava.Web.Chat;

/// <summary>What people may write, and how fast (<c>Chat</c>).</summary>
internal sealed class ChatOptions
{
    /// <summary>How many characters (UTF-16) a message has at most.</summary>
    public int MaxTextLength { get; set; } = 4_000;

    /// <summary>How many messages somebody may write into a room within <see cref="Per"/>.</summary>
    public int MaxMessages { get; set; } = 10;

    /// <summary>How often somebody may edit, delete and react in a room within <see cref="Per"/>; and how often mark as read.</summary>
    public int MaxChanges { get; set; } = 30;

    public TimeSpan Per { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often others are told that somebody is typing.</summary>
    public TimeSpan TypingEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many different reactions a message can have.</summary>
    public int MaxReactionKinds { get; set; } = 20;

    /// <summary>How many messages a page of the history has when nobody says how many.</summary>
    public int PageLength { get; set; } = 50;

    /// <summary>How many messages may wait to be stored. One more is refused as busy.</summary>
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>How many messages are stored together at most.</summary>
    public int MaxTogether { get; set; } = 256;
}
