using Wava.Broker.Sessions;
using Wava.Broker.Users;

namespace Wava.Broker.Tests.Users;

public sealed class UserRegistryTests : IAsyncDisposable
{
    private readonly UserFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Users_are_listed_with_their_sessions_oldest_first()
    {
        StompSession ann = await JoinAsync("ann");
        StompSession[] joes = [await JoinAsync("joe"), await JoinAsync("joe"), await JoinAsync("joe")];

        Assert.Equal(2, _broker.Registry.Count);
        Assert.Equal(["ann", "joe"], _broker.Registry.Users.Select(each => each.Name).Order());
        Assert.Equal([ann], _broker.Registry.Find("ann")!.Sessions);
        Assert.Equal(joes, _broker.Registry.Find("joe")!.Sessions);
        Assert.Null(_broker.Registry.Find("Joe"));
        Assert.Null(_broker.Registry.Find("\0"));
    }

    [Fact]
    public async Task With_its_last_session_a_user_goes()
    {
        StompSession first = await JoinAsync("joe");
        StompSession second = await JoinAsync("joe");
        ConnectedUser before = _broker.Registry.Find("joe")!;

        _broker.Registry.Ended(first);
        Assert.Equal([second], _broker.Registry.Find("joe")!.Sessions);
        _broker.Registry.Ended(second);

        Assert.Null(_broker.Registry.Find("joe"));
        Assert.Equal(0, _broker.Registry.Count);
        Assert.Empty(_broker.Registry.Users);
        Assert.Equal([first, second], before.Sessions); // what one has looked at stays as it was
    }

    [Fact]
    public async Task A_user_can_come_back()
    {
        for (int round = 0; round < 3; round++)
        {
            StompSession session = await JoinAsync("joe");
            Assert.Equal([session], _broker.Registry.Find("joe")!.Sessions);
            Assert.Equal(1, _broker.Registry.Count);
            _broker.Registry.Ended(session);
        }

        Assert.Equal(0, _broker.Registry.Count);
    }

    [Fact]
    public async Task Sessions_of_unknown_users_are_not_listed()
    {
        StompSession nobody = await JoinAsync(null);
        _broker.Naming = _ => "a\0b";
        StompSession odd = await JoinAsync("odd");

        Assert.Equal(0, _broker.Registry.Count);
        Assert.Empty(_broker.Registry.Users);
        _broker.Registry.Ended(nobody);
        _broker.Registry.Ended(odd);
        Assert.Equal(0, _broker.Registry.Count);
    }

    [Fact]
    public async Task A_session_that_never_connected_or_ends_twice_changes_nothing()
    {
        StompSession joe = await JoinAsync("joe");
        UserClient unheard = await _broker.ConnectAsync("joe");

        _broker.Registry.Ended(unheard.Session);
        Assert.Equal([joe], _broker.Registry.Find("joe")!.Sessions);
        _broker.Registry.Ended(joe);
        _broker.Registry.Ended(joe);

        Assert.Equal(0, _broker.Registry.Count);
    }

    [Fact]
    public async Task Names_are_compared_as_destinations_compare_them()
    {
        await JoinAsync("Jose\u0301");
        await JoinAsync("Jos\u00E9");

        Assert.Equal(1, _broker.Registry.Count);
        Assert.Equal(2, _broker.Registry.Find("Jose\u0301")!.Sessions.Count);
        Assert.Equal("Jos\u00E9", _broker.Registry.Find("Jos\u00E9")!.Name);
    }

    [Fact]
    public async Task A_session_leaves_under_the_name_by_which_it_came()
    {
        StompSession joe = await JoinAsync("joe");
        _broker.Naming = _ => "somebody else";

        _broker.Registry.Ended(joe);

        Assert.Null(_broker.Registry.Find("joe"));
        Assert.Equal(0, _broker.Registry.Count);
    }

    [Fact]
    public async Task Subscriptions_are_found_by_what_they_are_those_of_unknown_users_too()
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        UserClient nobody = await _broker.ConnectAsync();
        await joe.SubscribeAsync("/topic/a");
        await joe.SubscribeAsync("/user/queue/a");
        await nobody.SubscribeAsync("/topic/a");

        Assert.Equal(
            new[] { joe.Session.Id, nobody.Session.Id }.Order(),
            _broker.Registry.FindSubscriptions(each => each.Destination == "/topic/a").Select(each => each.Session.Id).Order());
        Assert.Equal("/user/queue/a", Assert.Single(_broker.Registry.FindSubscriptions(each => each.Destination.StartsWith("/user", StringComparison.Ordinal))).Destination);
        Assert.Empty(_broker.Registry.FindSubscriptions(_ => false));
    }

    [Fact]
    public async Task Whoever_looks_while_sessions_come_and_go_sees_whole_users()
    {
        StompSession[] sessions = new StompSession[12];
        for (int i = 0; i < sessions.Length; i++) sessions[i] = (await _broker.ConnectAsync($"u{i % 3}")).Session;
        UserRegistry registry = _broker.Registry;
        using var over = new CancellationTokenSource();
        Task looking = Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
            {
                foreach (ConnectedUser user in registry.Users) Look(user);
                if (registry.Find("u1") is { } found) Look(found);
                Assert.InRange(registry.Count, 0, 3);
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (int round = 0; round < 5000; round++)
            {
                for (int i = 0; i < 3; i++)
                {
                    registry.Connected(sessions[(worker * 3) + i]);
                    Assert.Contains(sessions[(worker * 3) + i], registry.Find($"u{i}")!.Sessions);
                }

                for (int i = 0; i < 3; i++) registry.Ended(sessions[(worker * 3) + i]);
            }
        })));
        await over.CancelAsync();
        await looking;

        Assert.Equal(0, registry.Count);
        Assert.Empty(registry.Users);

        static void Look(ConnectedUser user)
        {
            Assert.NotEmpty(user.Sessions);
            Assert.All(user.Sessions, each => Assert.Equal(user.Name, each.User!.Identity!.Name));
            Assert.Equal(user.Sessions.Count, user.Sessions.Distinct().Count());
        }
    }

    private async Task<StompSession> JoinAsync(string? login)
    {
        StompSession session = (await _broker.ConnectAsync(login)).Session;
        _broker.Registry.Connected(session);
        return session;
    }
}
