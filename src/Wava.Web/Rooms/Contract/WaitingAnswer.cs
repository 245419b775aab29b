namespace Wava.Web.Rooms.Contract;

/// <summary>Somebody who waits to be let in.</summary>
internal sealed record WaitingAnswer(string Id, string Name, string Kind, DateTimeOffset Since);
