using System.Text.Json;
using Wava.Testing;

namespace Wava.Web.Tests.Signaling;

/// <summary>Calls over real STOMP sessions.</summary>
public sealed class CallTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Three_people_exchange_offers_answers_and_candidates_each_with_each(StorageEngine engine)
    {
        await using CallApp app = await CallApp.StartAsync(engine);
        string room = await app.OpenRoomAsync();
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        await using Tab bob = await (await app.MeetAsync("Bob", room)).JoinAsync(room);
        await using Tab cid = await (await app.MeetAsync("Cid", room)).JoinAsync(room);
        Tab[] all = [ann, bob, cid];

        foreach (string kind in new[] { "offer", "answer", "candidate" })
        {
            foreach (Tab from in all)
            {
                foreach (Tab to in all.Where(each => each != from)) await from.SignalAsync(to.Id, kind, new { of = from.Id, @for = to.Id, kind });
            }

            foreach (Tab to in all)
            {
                var heard = new List<string>();
                for (int i = 0; i < 2; i++)
                {
                    JsonElement signal = await to.ReadAsync();
                    Assert.Equal((room, to.Id, kind), (Text(signal, "room"), Text(signal, "to"), Text(signal, "kind")));
                    Assert.Equal(Text(signal, "from"), Text(signal.GetProperty("data"), "of"));
                    Assert.Equal(to.Id, Text(signal.GetProperty("data"), "for"));
                    heard.Add(Text(signal, "from"));
                }

                Assert.Equal(all.Where(each => each != to).Select(each => each.Id).Order(), heard.Order());
            }
        }

        foreach (Tab each in all) await each.Client.ExpectNothingAsync("/user/queue/signal");
    }

    [Fact]
    public async Task A_newcomer_learns_everything_and_the_others_hear_of_it()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        Caller annie = await app.MeetAsync("Ann", room);
        await using Tab ann = await annie.JoinAsync(room);
        await ann.ChangeAsync(new { microphone = true, hand = true });
        await using Tab bob = await (await app.MeetAsync("Bob", room)).OpenTabAsync(room);

        JsonElement welcome = await bob.JoinAsync(new { camera = true });

        Assert.Equal(room, Text(welcome, "room"));
        Assert.False(welcome.GetProperty("resumed").GetBoolean());
        Assert.Equal([ann.Id, bob.Id], welcome.GetProperty("present").EnumerateArray().Select(each => Text(each, "id")));
        JsonElement first = welcome.GetProperty("present")[0];
        Assert.True(
            JsonElement.DeepEquals(
                JsonSerializer.SerializeToElement(new
                {
                    id = ann.Id,
                    user = new { id = annie.Id, name = "Ann", kind = "account" },
                    role = "member",
                    since = "2026-01-01T12:00:00Z",
                    away = false,
                    state = new { microphone = true, camera = false, screen = false, hand = "2026-01-01T12:00:00Z" },
                }),
                first),
            first.ToString());
        Assert.True(welcome.GetProperty("peer").GetProperty("state").GetProperty("camera").GetBoolean());
        await ann.HearAsync($"joined {ann.Id}", $"state {ann.Id}", $"joined {bob.Id}");
    }

    [Fact]
    public async Task Who_is_there_can_be_seen_without_joining()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        await using Tab bob = await (await app.MeetAsync("Bob", room)).OpenTabAsync(room);

        await bob.Client.SubscribeAsync($"/app/rooms/{room}/present");

        JsonElement present = await bob.Client.ReadAsync<JsonElement>($"/app/rooms/{room}/present");
        Assert.Equal(ann.Id, Text(Assert.Single(present.EnumerateArray()), "id"));
    }

    [Fact]
    public async Task Data_arrives_letter_for_letter_and_a_forged_sender_does_not()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        await using Tab bob = await (await app.MeetAsync("Bob", room)).JoinAsync(room);
        const string Data = """{ "b":1.50, "a" : "\u00e9\/<" , "b": 1e2, "list": [ ] }""";

        await ann.Client.SendAsync($"/app/rooms/{room}/signal", $$"""{"from":"{{bob.Id}}","to":"{{bob.Id}}","kind":"offer","data":{{Data}},"type":"left"}""");

        TestFrame frame = await bob.Client.ExpectMessageAsync("/user/queue/signal");
        Assert.Contains($"\"data\":{Data}", frame.Text, StringComparison.Ordinal);
        JsonElement signal = frame.Read<JsonElement>();
        Assert.Equal((ann.Id, "signal"), (Text(signal, "from"), Text(signal, "type")));
    }

    [Fact]
    public async Task A_stranger_to_the_room_can_do_nothing_there()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        string own = await app.OpenRoomAsync();
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        await using Tab eve = await (await app.MeetAsync("Eve", own)).JoinAsync(own);

        foreach ((string destination, object body) in new (string, object)[]
        {
            ("join", new { device = "device-of-eve" }),
            ("state", new { camera = true }),
            ("signal", new { to = ann.Id, kind = "offer", data = "" }),
        })
        {
            await eve.Client.SendAsync($"/app/rooms/{room}/{destination}", body);
            Assert.Equal("no-such-room", await eve.RefusalAsync());
        }

        await eve.TrySignalAsync(ann.Id, "offer", "");
        Assert.Equal("no-such-peer", await eve.RefusalAsync());
        await ann.HearAsync($"joined {ann.Id}");
        await ann.Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_member_who_has_not_joined_signals_nobody()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        await using Tab bob = await (await app.MeetAsync("Bob", room)).OpenTabAsync(room);

        await bob.TrySignalAsync(ann.Id, "offer", "");
        Assert.Equal("not-joined", await bob.RefusalAsync());
        await bob.Client.SendAsync($"/app/rooms/{room}/state", new { camera = true });
        Assert.Equal("not-joined", await bob.RefusalAsync());
    }

    [Fact]
    public async Task Two_tabs_of_one_person_talk_to_each_other()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        Caller annie = await app.MeetAsync("Ann", room);
        await using Tab one = await annie.JoinAsync(room);
        await using Tab two = await annie.JoinAsync(room);

        await one.SignalAsync(two.Id, "offer", 1);

        Assert.Equal(one.Id, Text(await two.ReadAsync(), "from"));
        await one.Client.ExpectNothingAsync("/user/queue/signal");
    }

    [Fact]
    public async Task A_reload_that_is_faster_than_the_end_of_the_old_connection_is_the_same_peer()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        Caller annie = await app.MeetAsync("Ann", room);
        await using Tab bob = await (await app.MeetAsync("Bob", room)).JoinAsync(room);
        await using Tab old = await annie.JoinAsync(room);
        await using Tab reloaded = await annie.OpenTabAsync(room, old.Device);

        JsonElement welcome = await reloaded.JoinAsync();

        Assert.True(welcome.GetProperty("resumed").GetBoolean());
        Assert.Equal(old.Id, reloaded.Id);
        Assert.Equal("replaced", Text(await old.ReadAsync("dismissed"), "reason"));
        await old.TrySignalAsync(bob.Id, "offer", "");
        Assert.Equal("not-joined", await old.RefusalAsync());
        await old.Client.DisconnectAsync();
        await bob.SignalAsync(old.Id, "offer", 1);
        Assert.Equal(bob.Id, Text(await reloaded.ReadAsync(), "from"));
        await bob.HearAsync($"joined {bob.Id}", $"joined {old.Id}");
        await bob.Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_tab_that_crashes_is_away_at_once_and_gone_after_eight_seconds()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        await using Tab bob = await (await app.MeetAsync("Bob", room)).JoinAsync(room);
        await ann.HearAsync($"joined {ann.Id}", $"joined {bob.Id}");

        await bob.CrashAsync();
        await ann.HearAsync($"away {bob.Id}");
        app.Clock.Advance(TimeSpan.FromSeconds(7.9));
        await ann.Client.ExpectNothingAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await ann.HearAsync($"left {bob.Id} lost");
        await ann.TrySignalAsync(bob.Id, "offer", "");
        Assert.Equal("no-such-peer", await ann.RefusalAsync());
    }

    [Fact]
    public async Task Who_is_back_in_time_gets_what_was_said_meanwhile_in_order()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        Caller bobby = await app.MeetAsync("Bob", room);
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        Tab bob = await bobby.JoinAsync(room);
        await ann.HearAsync($"joined {ann.Id}", $"joined {bob.Id}");
        await bob.CrashAsync();
        await ann.HearAsync($"away {bob.Id}");
        for (int i = 0; i < 5; i++) await ann.SignalAsync(bob.Id, "candidate", i);
        app.Clock.Advance(TimeSpan.FromSeconds(7));

        await using Tab back = await bobby.OpenTabAsync(room, bob.Device);
        JsonElement welcome = await back.JoinAsync();

        Assert.Equal(bob.Id, back.Id);
        Assert.True(welcome.GetProperty("resumed").GetBoolean());
        for (int i = 0; i < 5; i++) Assert.Equal(i, (await back.ReadAsync()).GetProperty("data").GetInt32());
        await ann.SignalAsync(bob.Id, "candidate", 5);
        Assert.Equal(5, (await back.ReadAsync()).GetProperty("data").GetInt32());
        app.Clock.Advance(TimeSpan.FromSeconds(60));
        await ann.HearAsync($"back {bob.Id}");
        await ann.Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Who_leaves_is_gone_at_once_and_can_come_again()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        await using Tab bob = await (await app.MeetAsync("Bob", room)).JoinAsync(room);
        string first = bob.Id;

        await bob.LeaveAsync();
        await bob.LeaveAsync();
        JsonElement welcome = await bob.JoinAsync();

        Assert.False(welcome.GetProperty("resumed").GetBoolean());
        Assert.NotEqual(first, bob.Id);
        await ann.HearAsync($"joined {ann.Id}", $"joined {first}", $"left {first} left", $"joined {bob.Id}");
    }

    [Theory]
    [InlineData("kicked")]
    [InlineData("banned")]
    [InlineData("left")]
    public async Task Who_is_no_member_any_more_is_out_of_the_call_for_that_reason(string reason)
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        Caller bobby = await app.MeetAsync("Bob", room);
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        await using Tab bob = await bobby.JoinAsync(room);

        await app.RemoveAsync(bobby, room, reason);

        await ann.HearAsync($"joined {ann.Id}", $"joined {bob.Id}", $"left {bob.Id} {reason}");
        await ann.Client.ExpectMessageAsync($"/topic/public/{room}", new { type = "member-left", user = bobby.Id, reason });
        Assert.Equal(reason, Text(await bob.ReadAsync("dismissed"), "reason"));
        Assert.Equal("revoked", await bob.RefusalAsync());
        await bob.TrySignalAsync(ann.Id, "offer", "");
        Assert.Equal("no-such-room", await bob.RefusalAsync());
        await bob.Client.SendAsync($"/app/rooms/{room}/join", new { device = bob.Device });
        Assert.Equal("no-such-room", await bob.RefusalAsync());
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        await ann.Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task When_the_room_is_deleted_nobody_stays()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);

        await app.DeleteAsync(room);

        Assert.Equal("deleted", Text(await ann.ReadAsync("dismissed"), "reason"));
        await ann.HearAsync($"joined {ann.Id}", $"left {ann.Id} deleted");
    }

    [Fact]
    public async Task A_full_room_says_so_and_keeps_the_place_of_who_is_away()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync(places: 2);
        Caller bobby = await app.MeetAsync("Bob", room);
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        await using Tab bob = await bobby.JoinAsync(room);
        await using Tab cid = await (await app.MeetAsync("Cid", room)).OpenTabAsync(room);
        await bob.CrashAsync();
        await ann.HearAsync($"joined {ann.Id}", $"joined {bob.Id}", $"away {bob.Id}");

        await cid.Client.SendAsync($"/app/rooms/{room}/join", new { device = cid.Device });
        Assert.Equal("room-full", await cid.RefusalAsync());

        app.Clock.Advance(TimeSpan.FromSeconds(8));
        await ann.HearAsync($"left {bob.Id} lost");
        await cid.JoinAsync();
        await ann.HearAsync($"joined {cid.Id}");
    }

    [Fact]
    public async Task What_is_too_large_is_refused_and_what_just_fits_is_not()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        await using Tab bob = await (await app.MeetAsync("Bob", room)).JoinAsync(room);

        await ann.TrySignalAsync(bob.Id, "offer", new string('x', (32 * 1024) - 1));
        Assert.Equal("too-large", await ann.RefusalAsync());
        await ann.SignalAsync(bob.Id, "offer", new string('x', (32 * 1024) - 2));
        Assert.Equal(32766, (await bob.ReadAsync()).GetProperty("data").GetString()!.Length);
    }

    [Fact]
    public async Task A_flood_is_refused_and_after_a_rest_it_goes_on()
    {
        await using CallApp app = await CallApp.StartAsync(settings: [("Signaling:SignalBurst", "10")]);
        string room = await app.OpenRoomAsync();
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        await using Tab bob = await (await app.MeetAsync("Bob", room)).JoinAsync(room);

        // The join was the first of ten.
        for (int i = 0; i < 9; i++) await ann.SignalAsync(bob.Id, "candidate", i);
        await ann.TrySignalAsync(bob.Id, "candidate", 9);
        Assert.Equal("too-fast", await ann.RefusalAsync());

        app.Clock.Advance(TimeSpan.FromMilliseconds(100));
        await ann.SignalAsync(bob.Id, "candidate", 10);
        await ann.SignalAsync(bob.Id, "candidate", 11);
        await ann.TrySignalAsync(bob.Id, "candidate", 12);
        Assert.Equal("too-fast", await ann.RefusalAsync());
        int[] expected = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11];
        foreach (int each in expected) Assert.Equal(each, (await bob.ReadAsync()).GetProperty("data").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Offer")]
    [InlineData("two words")]
    [InlineData("a-kind-that-is-longer-than-32-let")]
    [InlineData("welcome")]
    [InlineData("joined")]
    [InlineData("left")]
    [InlineData("sign-in")]
    public async Task A_kind_is_a_short_word_that_is_not_the_servers(string kind)
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        await using Tab bob = await (await app.MeetAsync("Bob", room)).JoinAsync(room);

        await ann.TrySignalAsync(bob.Id, kind, "");

        Assert.Equal("invalid", await ann.RefusalAsync());
    }

    [Theory]
    [InlineData("short")]
    [InlineData("with a blank")]
    public async Task A_device_has_a_form(string device)
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using Tab ann = await (await app.MeetAsync("Ann", room)).OpenTabAsync(room, device);

        await ann.Client.SendAsync($"/app/rooms/{room}/join", new { device });

        Assert.Equal("invalid", await ann.RefusalAsync());
    }

    [Fact]
    public async Task One_connection_can_be_in_the_calls_of_several_rooms()
    {
        await using CallApp app = await CallApp.StartAsync();
        (string one, string other) = (await app.OpenRoomAsync(), await app.OpenRoomAsync());
        Caller annie = await app.MeetAsync("Ann", one, other);
        await using Tab bob = await (await app.MeetAsync("Bob", one)).JoinAsync(one);
        await using Tab cid = await (await app.MeetAsync("Cid", other)).JoinAsync(other);
        await using Tab ann = await annie.JoinAsync(one);
        await ann.Client.SendConfirmedAsync($"/app/rooms/{other}/join", new { device = ann.Device });
        string there = Text((await ann.ReadAsync("welcome")).GetProperty("peer"), "id");

        await ann.CrashAsync();

        await bob.HearAsync($"joined {bob.Id}", $"joined {ann.Id}", $"away {ann.Id}");
        await cid.HearAsync($"joined {cid.Id}", $"joined {there}", $"away {there}");
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
