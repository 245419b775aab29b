using System.Text;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Brokers.Memory;

/// <summary>A broker, a clock that stands still, and outboxes that are flushed when a test looks: nothing happens behind its back.</summary>
public abstract class MemoryBrokerTest : IDisposable
{
    private MemoryBroker? _broker;

    protected MemoryBrokerTest() => FlushBatch.Open();

    internal MemoryBrokerOptions Options { get; } = new();

    internal FakeTimeProvider Clock { get; } = new();

    internal MemoryBroker Broker => _broker ??= new MemoryBroker(Options, Clock);

    public void Dispose()
    {
        FlushBatch.Close();
        _broker?.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static Message NewMessage(string destination, string body, params (string Name, string Value)[] headers) =>
        Message.Create(destination, Encoding.UTF8.GetBytes(body), null, headers.Select(each => KeyValuePair.Create(each.Name, each.Value)));

    internal Message Publish(string destination, string body, params (string Name, string Value)[] headers)
    {
        Message message = NewMessage(destination, body, headers);
        Assert.True(Broker.PublishAsync(message, default).AsTask().IsCompletedSuccessfully);
        return message;
    }

    internal void PublishAll(string destination, params string[] bodies)
    {
        foreach (string body in bodies) Publish(destination, body);
    }

    internal TestSubscriber Subscribe(
        string destination, AckMode ack = AckMode.Auto, int prefetch = 10, ReplayRequest? replay = null, string? selector = null) =>
        new TestSubscriber(Broker, destination, ack, prefetch, replay, selector).Join();

    /// <summary>A consumer of a queue that acknowledges each message by itself.</summary>
    internal TestSubscriber Consume(string destination, int prefetch = 10, string? selector = null) =>
        Subscribe(destination, AckMode.ClientIndividual, prefetch, selector: selector);

    internal ReplayRequest Since(Message message) => new(0, Broker.Epoch, message.Sequence);

    internal static ReplayRequest LastOnes(int count) => new(count, null, 0);

    internal StompException Refused(string destination, string body = "x", params (string Name, string Value)[] headers) =>
        Assert.Throws<StompException>(() => { _ = Broker.PublishAsync(NewMessage(destination, body, headers), default).AsTask(); });

    internal StompException RefusedSubscription(string destination, ReplayRequest? replay = null) =>
        Assert.Throws<StompException>(() => { Subscribe(destination, replay: replay); });
}
