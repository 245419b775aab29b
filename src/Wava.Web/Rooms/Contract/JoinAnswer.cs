using System.Text.Json.Serialization;

namespace Wava.Web.Rooms.Contract;

/// <summary>What has become of somebody at the door: <c>joined</c>, with the room, or <c>waiting</c>.</summary>
internal sealed record JoinAnswer(string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RoomAnswer? Room);
