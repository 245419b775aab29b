namespace Wava.Web.Rooms.Contract;

/// <summary>Somebody who is kept out of a room, and since when.</summary>
internal sealed record BanAnswer(string Id, string Name, DateTimeOffset At);
