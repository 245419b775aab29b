using System.Text.Json.Serialization;

namespace Wava.Web.Chat;

/// <summary>Tells a room how far a member has read.</summary>
internal sealed record ReadNews(string User, long Sequence)
{
    [JsonInclude]
    public readonly string Type = "read";
}
