namespace Wava.Web.Rooms.Contract;

/// <summary>A member of a room, and whether they are there just now.</summary>
internal sealed record MemberAnswer(string Id, string Name, string Kind, RoomRole Role, DateTimeOffset JoinedAt, bool Online);
