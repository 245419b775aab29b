using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Tests.Destinations;
using Wava.Broker.Tests.Sessions;

namespace Wava.Broker.Tests.Users;

public sealed class UserSeparationTests
{
    [Fact]
    public async Task Two_distinct_names_never_share_a_destination()
    {
        await using var broker = new UserFixture();
        broker.Serve();
        Conversation one = Connect(broker, "one"), two = Connect(broker, "two");
        var all = new List<string>();
        var shared = new List<string>();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(UserNames.Pairs, pair =>
        {
            (string a, string b) = pair;
            broker.Naming = login => login == "one" ? a : b;
            foreach (Conversation each in new[] { one, two }) Assert.True(each.Say("SUBSCRIBE\nid:s\ndestination:/user/queue/a\n\n\0"));
            all.Add($"{all.Count}:{UserNames.Spell(a)} {UserNames.Spell(b)}");
            if (string.Equals(a.Normalize(), b.Normalize(), StringComparison.Ordinal)) shared.Add(all[^1]);

            Assert.True(broker.PublishAsync($"/user/{UserNames.Spell(a)}/queue/a", all[^1]).IsCompletedSuccessfully);

            foreach (Conversation each in new[] { one, two }) Assert.True(each.Say("UNSUBSCRIBE\nid:s\n\n\0"));
            Assert.Equal((0, 0), (broker.Route.UserCount, broker.Route.SessionCount));
        }));

        Assert.InRange(shared.Count, 50, 950);
        Assert.Equal(all, await HeardAsync(one));
        Assert.Equal(shared, await HeardAsync(two));
    }

    /// <summary>The bodies of all messages that the session was sent.</summary>
    private static async Task<string[]> HeardAsync(Conversation conversation)
    {
        conversation.Say("DISCONNECT\nreceipt:end\n\n\0");
        await conversation.Transport.HearsAsync("receipt-id:end");
        return [.. conversation.Transport.Written.Where(each => each.StartsWith("MESSAGE", StringComparison.Ordinal)).Select(Body)];

        static string Body(string frame) => frame[(frame.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].TrimEnd('\0');
    }

    private static Conversation Connect(UserFixture broker, string login)
    {
        var conversation = new Conversation(broker.Broker, connect: false);
        conversation.Say($"CONNECT\naccept-version:1.2\nhost:h\nlogin:{login}\n\n\0");
        return conversation;
    }
}
