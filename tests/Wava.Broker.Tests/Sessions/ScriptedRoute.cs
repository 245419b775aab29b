using System.Collections.Concurrent;
using System.Text;
using Wava.Broker.Channels;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Sessions;

/// <summary>Takes everything under <c>/app</c>, or another prefix, writes it down, and does with it what the test says.</summary>
internal sealed class ScriptedRoute : IMessageRoute
{
    public ConcurrentQueue<string> Bodies { get; } = new();

    public ConcurrentQueue<Message> Messages { get; } = new();

    public List<Subscription> Subscriptions { get; } = [];

    public List<string> Ended { get; } = [];

    public Func<Message, ValueTask> OnSend { get; set; } = _ => default;

    public Func<Subscription, ValueTask<SubscribeResult>> OnSubscribe { get; set; } = _ => default;

    public Func<Subscription, ValueTask> OnUnsubscribe { get; set; } = _ => default;

    public string Prefix { get; init; } = "/app";

    public bool Covers(ReadOnlySpan<byte> destination) => destination.StartsWith(Encoding.UTF8.GetBytes(Prefix));

    public ValueTask SendAsync(StompSession session, Message message, CancellationToken stop)
    {
        Bodies.Enqueue(Encoding.UTF8.GetString(message.Body.Span));
        Messages.Enqueue(message);
        return OnSend(message);
    }

    public ValueTask<SubscribeResult> SubscribeAsync(Subscription subscription, CancellationToken stop)
    {
        Subscriptions.Add(subscription);
        return OnSubscribe(subscription);
    }

    public ValueTask UnsubscribeAsync(Subscription subscription)
    {
        Ended.Add(subscription.Id);
        return OnUnsubscribe(subscription);
    }
}
