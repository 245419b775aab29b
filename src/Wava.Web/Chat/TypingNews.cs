using System.Text.Json.Serialization;

namespace Wava.Web.Chat;

/// <summary>Tells a room that somebody is typing, or has ceased to.</summary>
internal sealed record TypingNews(Author User, bool Typing)
{
    [JsonInclude]
    public readonly string Type = "typing";
}
