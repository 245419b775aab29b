using Wava.Testing;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Rooms;

public sealed class ProbingTests
{
    [Theory]
    [InlineData("members")]
    [InlineData("")]
    [InlineData("join")]
    public async Task Whoever_asks_for_many_rooms_that_are_not_there_has_to_wait(string what)
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, ("Rooms:ProbesPerMinute", "5"));
        (Visitor ann, Visitor eve) = (await app.ComeAsync("Ann"), await app.ComeAsync("Eve"));
        string room = await ann.MakeRoomAsync();

        for (int i = 0; i < 5; i++) (await ProbeAsync(eve)).Must(404, "no-such-room");
        Assert.Equal(TimeSpan.FromSeconds(12), (await ProbeAsync(eve)).Must(429, "too-many-tries").Response.Headers.RetryAfter?.Delta);
        (await ProbeAsync(ann)).Must(404, "no-such-room");

        app.Clock.Advance(TimeSpan.FromSeconds(12));
        (await ProbeAsync(eve)).Must(404, "no-such-room");
        (await ProbeAsync(eve)).Must(429, "too-many-tries");
        // Those who ask for what is theirs may do it as often as they like.
        for (int i = 0; i < 20; i++) (await ann.GetAsync($"/api/rooms/{room}")).Must(200);
        for (int i = 0; i < 20; i++) (await ann.GetAsync($"/api/rooms/{room}/members")).Must(200);

        Task<Answer> ProbeAsync(Visitor who) => what == "join" ? who.JoinAsync(Ids.New()) : who.GetAsync($"/api/rooms/{Ids.New()}/{what}".TrimEnd('/'));
    }

    [Fact]
    public async Task Strangers_are_counted_by_their_address()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, ("Rooms:ProbesPerMinute", "4"));
        Visitor nobody = app.ComeUnknown();

        for (int i = 0; i < 2; i++)
        {
            (await nobody.GetAsync($"/api/rooms/{Ids.New()}")).Must(404, "no-such-room");
            (await nobody.PostAsync("/api/invitations/look", new { token = Ids.New() })).Must(404, "no-such-invitation");
        }

        (await app.ComeUnknown().GetAsync($"/api/rooms/{Ids.New()}")).Must(429, "too-many-tries");
    }

    [Fact]
    public async Task A_client_hears_on_its_error_queue_that_it_asks_too_often()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, ("Rooms:ProbesPerMinute", "2"));
        Visitor eve = await app.ComeAsync("Eve");
        await using StompTestClient client = await eve.ConnectAsync();

        foreach (string code in new[] { "no-such-room", "no-such-room", "too-many-tries" })
        {
            await client.SendFrameAsync("SUBSCRIBE", [("destination", $"/topic/public/{Ids.New()}"), ("id", Ids.New())]);
            Assert.Equal(code, (await client.ExpectErrorReportAsync()).Code);
        }
    }
}
