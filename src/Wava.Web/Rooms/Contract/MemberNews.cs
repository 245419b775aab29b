namespace Wava.Web.Rooms.Contract;

/// <summary>A member as the others hear of them.</summary>
internal sealed record MemberNews(string Id, string Name, string Kind, RoomRole Role, DateTimeOffset JoinedAt)
{
    public static MemberNews Of(RoomMember member) =>
        new(member.Place.User, member.Place.Name, KindOf(member.Place.IsGuest), member.Place.Role, member.JoinedAt);

    public static string KindOf(bool isGuest) => isGuest ? "guest" : "account";
}
