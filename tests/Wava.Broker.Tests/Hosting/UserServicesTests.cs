using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Channels;
using Wava.Broker.Diagnostics;
using Wava.Broker.Hosting;
using Wava.Broker.Sessions;
using Wava.Broker.Users;

namespace Wava.Broker.Tests.Hosting;

public sealed class UserServicesTests
{
    [Fact]
    public async Task One_route_takes_what_clients_and_what_the_application_send()
    {
        await using ServiceProvider services = Build();
        UserRoute route = services.GetRequiredService<UserRoute>();

        Assert.Same(route, services.GetRequiredService<IUserMessenger>());
        Assert.Same(route, Assert.Single(services.GetServices<IPublishRoute>()));
        Assert.Same(services.GetRequiredService<IUserRegistry>(), Assert.Single(services.GetServices<ISessionObserver>()));
    }

    [Fact]
    public async Task What_a_user_can_have_lies_under_the_brokers_prefixes_or_is_where_errors_go()
    {
        await using ServiceProvider services = Build(options =>
        {
            options.Memory.QueuePrefixes.Clear();
            options.UserPrefix = "/me";
            options.ErrorDestination = "/me/trouble";
        });
        IUserMessenger messenger = services.GetRequiredService<IUserMessenger>();

        Assert.Equal("/me", messenger.Prefix);
        foreach (string destination in new[] { "/me/topic/a", "/me/trouble" }) Assert.Equal(0, await SendAsync(destination));
        foreach (string destination in new[] { "/me/queue/a", "/me/trouble/a" })
            Assert.Equal("Unknown destination", (await Assert.ThrowsAsync<StompException>(() => SendAsync(destination))).Message);

        Task<int> SendAsync(string destination) => messenger.SendToUserAsync("joe", Wava.Broker.Messages.Message.Create(destination, "x"u8), null, default).AsTask();
    }

    [Fact]
    public async Task Names_come_from_the_sign_in_unless_the_application_says_otherwise()
    {
        await using ServiceProvider standard = Build();
        await using ServiceProvider own = Build(more: services => services.AddSingleton<IUserNameProvider, Numbers>());

        Assert.IsType<SignInNameProvider>(standard.GetRequiredService<IUserNameProvider>());
        Assert.IsType<Numbers>(own.GetRequiredService<IUserNameProvider>());
    }

    private static ServiceProvider Build(Action<StompBrokerOptions>? configure = null, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics().Configure(configure ?? (_ => { }));
        services.AddSingleton(TimeProvider.System).AddSingleton<StompMetrics>().AddSingleton<LogBudget>().AddSingleton<SessionRegistry>();
        UserServices.Add(services);
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private sealed class Numbers : IUserNameProvider
    {
        public string? NameOf(StompSession session) => "4711";
    }
}
