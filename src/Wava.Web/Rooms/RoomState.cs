namespace Wava.Web.Rooms;

/// <summary>What a room was at one moment: its settings and everybody's place in it.</summary>
/// <param name="Id">The room's id.</param>
/// <param name="Version">Rises with every change: of two states the one with the higher version is the later one, whoever read it.</param>
/// <param name="Settings">What is set.</param>
/// <param name="Members">Who is a member, by id.</param>
internal sealed record RoomState(string Id, long Version, RoomSettings Settings, IReadOnlyDictionary<string, RoomMember> Members)
{
    /// <summary>Somebody's place, or null.</summary>
    public Membership? Find(string user) => Members.TryGetValue(user, out RoomMember? member) ? member.Place : null;
}
