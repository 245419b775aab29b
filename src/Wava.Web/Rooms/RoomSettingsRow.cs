namespace Wava.Web.Rooms;

/// <summary>The settings of a room as they stand in the table.</summary>
internal class RoomSettingsRow
{
    public string Id { get; set; } = "";

    public string Title { get; set; } = "";

    public string Access { get; set; } = "";

    public string? PasswordHash { get; set; }

    public int MaxParticipants { get; set; }

    public int WaitingRoom { get; set; }

    public int Locked { get; set; }

    public RoomSettings ToSettings() =>
        new(Id, Title, Enum.Parse<RoomAccess>(Access, ignoreCase: true), PasswordHash is not null, MaxParticipants, WaitingRoom != 0, Locked != 0);
}
