using System.Text.Json.Serialization;

namespace Wava.Web.Media;

/// <summary>Servers of one kind, as browsers want them told (<c>RTCIceServer</c>).</summary>
internal sealed record IceServer(
    IReadOnlyList<string> Urls,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Username = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Credential = null);
