using System.Text.Json;
using Wava.Testing;

namespace Wava.Web.Tests.Rooms;

/// <summary>A room with somebody of each kind in it and around it.</summary>
internal sealed class RightsWorld : IAsyncDisposable
{
    private readonly Cast _cast;
    private readonly Dictionary<string, string> _names;
    private StompTestClient? _peer;

    private RightsWorld(Cast cast, Visitor actor, Dictionary<string, string> names) => (_cast, Actor, _names) = (cast, actor, names);

    /// <summary>Who tries something.</summary>
    public Visitor Actor { get; }

    public string Room => _names["{room}"];

    public static async Task<Cast> InviteAsync(WavaApp app) => new(
        await app.ComeAsync("Owner1"),
        await app.ComeAsync("Moderator1"),
        await app.ComeAsync("Member1"),
        await app.ComeAsync("Stranger"),
        await app.ComeAsync("Target"),
        await app.ComeAsync("Waiting"),
        app.ComeUnknown());

    public static async Task<RightsWorld> MakeAsync(WavaApp app, Cast cast, bool isOpen, Who who)
    {
        string room = await cast.Owner.MakeRoomAsync(new { title = "Tea", access = isOpen ? "open" : "invitation" });
        Answer invitation = (await cast.Owner.PostAsync($"/api/rooms/{room}/invitations", new { })).Must(201);
        string token = invitation.Text("token");
        foreach (Visitor each in new[] { cast.Moderator, cast.Member, cast.Target }) await each.EnterAsync(room, invitation: token);
        await cast.Owner.AppointAsync(room, cast.Moderator, "moderator");
        Visitor actor = who switch
        {
            Who.Owner => cast.Owner,
            Who.Moderator => cast.Moderator,
            Who.Member => cast.Member,
            Who.Stranger => cast.Stranger,
            Who.Guest => await app.ComeAsGuestAsync("Guest", room, token),
            _ => cast.Anonymous,
        };
        if (who == Who.Guest) await actor.EnterAsync(room, invitation: token);
        (await cast.Owner.PatchAsync($"/api/rooms/{room}", new { waitingRoom = true })).Must(200);
        (await cast.Waiting.JoinAsync(room, invitation: token)).Must(202);
        return new RightsWorld(cast, actor, new()
        {
            ["{room}"] = room,
            ["{user}"] = cast.Target.Id,
            ["{waiting}"] = cast.Waiting.Id,
            ["{id}"] = invitation.Text("id"),
            ["{token}"] = token,
            ["{password}"] = People.Password,
            ["{new}"] = $"new-{Guid.NewGuid():N}"[..20],
        });
    }

    /// <summary>Provides what only some rows speak of: messages, and somebody in the call.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isMember">Whether the actor can have written something.</param>
    public async Task PrepareAsync(RightsRow row, bool isMember)
    {
        if (row.Mentions("{sequence}") || (row.Mentions("{own}") && !isMember)) _names["{sequence}"] = _names["{own}"] = await WriteAsync(_cast.Target);
        if (row.Mentions("{own}") && isMember) _names["{own}"] = await WriteAsync(Actor);
        if (row.Mentions("{peer}")) _names["{peer}"] = await CallAsync(_cast.Target);
    }

    /// <summary>Puts the ids where their names stand.</summary>
    public string Fill(string text) => _names.Aggregate(text, (filled, each) => filled.Replace(each.Key, each.Value, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        if (_peer is not null) await _peer.DisposeAsync();
    }

    /// <summary>Lets somebody write, and returns the message's sequence.</summary>
    private async Task<string> WriteAsync(Visitor who)
    {
        await using StompTestClient client = await who.ConnectAsync();
        await client.SubscribeAsync($"/topic/public/{Room}");
        await client.SendConfirmedAsync($"/app/rooms/{Room}/messages", new { clientId = "message-0", text = "Hello" });
        return (await client.ExpectRoomNewsAsync(Room, "message")).GetProperty("message").GetProperty("sequence").GetRawText();
    }

    /// <summary>Lets somebody be in the call, and returns the peer.</summary>
    private async Task<string> CallAsync(Visitor who)
    {
        _peer = await who.ConnectAsync();
        await _peer.SubscribeAsync("/user/queue/signal");
        await _peer.SendConfirmedAsync($"/app/rooms/{Room}/join", new { device = "device-of-peer" });
        return (await _peer.ReadAsync<JsonElement>("/user/queue/signal")).GetProperty("peer").Text("id");
    }

    /// <summary>The people, who are the same in all rooms; guests are made for each.</summary>
    internal sealed record Cast(Visitor Owner, Visitor Moderator, Visitor Member, Visitor Stranger, Visitor Target, Visitor Waiting, Visitor Anonymous);
}
