using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Security;

namespace Wava.Broker.Hosting;

/// <summary>Says, step by step, what the broker is to do. Comes from <c>AddStompBroker</c>.</summary>
public sealed partial class StompBrokerBuilder
{
    internal StompBrokerBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Changes any of the broker's options.</summary>
    public StompBrokerBuilder Configure(Action<StompBrokerOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }

    /// <summary>Lets the in-memory broker serve these prefixes and no others.</summary>
    /// <param name="prefixes">
    /// For instance <c>"/topic", "/queue"</c>. Prefixes that end in <c>queue</c> hold queues, where each message goes to one consumer; all others hold
    /// topics, where each subscriber gets every message. <see cref="MemoryBrokerOptions"/> says it without such a convention.
    /// </param>
    public StompBrokerBuilder UseMemoryBroker(params string[] prefixes)
    {
        ArgumentNullException.ThrowIfNull(prefixes);
        return Configure(options =>
        {
            options.Memory.TopicPrefixes.Clear();
            options.Memory.QueuePrefixes.Clear();
            foreach (string prefix in prefixes)
                (prefix.EndsWith("queue", StringComparison.Ordinal) ? options.Memory.QueuePrefixes : options.Memory.TopicPrefixes).Add(prefix);
        });
    }

    /// <summary>Keeps the latest messages of some destinations, so that a subscriber can ask for what it missed.</summary>
    /// <param name="pattern">Which destinations, for instance <c>/topic/chat/**</c>.</param>
    /// <param name="count">How many messages are kept of each.</param>
    /// <param name="age">How long a message is kept; null: ten minutes.</param>
    /// <param name="bytes">How many octets are kept of each.</param>
    public StompBrokerBuilder KeepHistory(string pattern, int count = 300, TimeSpan? age = null, long bytes = 1024 * 1024) =>
        Configure(options => options.Memory.History.Add(new HistoryRule
        {
            Pattern = pattern,
            MaxCount = count,
            MaxAge = age ?? TimeSpan.FromMinutes(10),
            MaxBytes = bytes,
        }));

    /// <summary>Admits this login and passcode. From the first one on, nobody else may connect.</summary>
    public StompBrokerBuilder AddUser(string login, string passcode) => Configure(options => options.Users[login] = passcode);

    /// <summary>Lets a service of your own decide who may connect.</summary>
    public StompBrokerBuilder UseAuthenticator<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TAuthenticator>()
        where TAuthenticator : class, IConnectAuthenticator
    {
        Services.RemoveAll<IConnectAuthenticator>();
        Services.AddSingleton<IConnectAuthenticator, TAuthenticator>();
        return this;
    }
}
