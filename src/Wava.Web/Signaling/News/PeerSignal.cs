using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wava.Web.Signaling.News;

/// <summary>What one peer says to another.</summary>
/// <param name="Room">The room.</param>
/// <param name="From">Who says it; the server knows.</param>
/// <param name="To">To whom.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Data">The octets of the JSON that the sender wrote.</param>
internal sealed record PeerSignal(
    string Room, string From, string To, string Kind, [property: JsonConverter(typeof(UntouchedJson))] JsonElement Data) : CallNews
{
    /// <summary>Which signal of the call it is, so that one that could not be delivered finds its place again.</summary>
    [JsonIgnore]
    public long Order { get; init; }
}
