using Wava.Web.Problems;
using Wava.Web.Rooms.Contract;

namespace Wava.Web.Rooms;

/// <summary>What was filled in for a room, looked at: what is null was left out.</summary>
internal sealed record RoomForm(string? Title, RoomAccess? Access, string? Password, int? MaxParticipants, bool? WaitingRoom, bool? Locked)
{
    /// <summary>Whether anything but the lock is to be set.</summary>
    public bool Configures => Title is not null || Access is not null || Password is not null || MaxParticipants is not null || WaitingRoom is not null;

    /// <summary>Looks at what was filled in.</summary>
    /// <param name="body">What a client has said.</param>
    /// <param name="isNew">Whether it is a new room, which needs a title.</param>
    /// <param name="options">What is possible.</param>
    /// <exception cref="ProblemException"><c>invalid</c>, with all that is wrong.</exception>
    public static RoomForm Read(RoomBody? body, bool isNew, RoomOptions options)
    {
        body ??= new RoomBody(null, null, null, null, null, null);
        var errors = new FieldErrors();
        string? title = RoomTitle.Clean(body.Title);
        if (title is null && (isNew || body.Title is not null)) errors.Add("title", $"A title has 1 to {RoomTitle.Longest} characters that can be seen.");
        RoomAccess? access = body.Access switch { "open" => RoomAccess.Open, "invitation" => RoomAccess.Invitation, _ => null };
        if (access is null && body.Access is not null) errors.Add("access", "Access is open or invitation.");
        if (body.Password is { Length: > RoomPasswords.Longest }) errors.Add("password", $"A room's password has {RoomPasswords.Longest} characters at most.");
        if (body.MaxParticipants is { } most && (most < 2 || most > options.MaxParticipants))
            errors.Add("maxParticipants", $"There may be 2 to {options.MaxParticipants} participants.");
        errors.ThrowIfAny();
        return new RoomForm(title, access, body.Password, body.MaxParticipants, body.WaitingRoom, body.Locked);
    }
}
