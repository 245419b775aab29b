using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Model;

/// <summary>One connection as the model knows it: what it has asked for and what it must be told next.</summary>
internal sealed class ModelClient(string name, string version)
{
    private readonly Queue<List<Expectation>> _expected = new();

    public string Name { get; } = name;

    public string Version { get; } = version;

    public List<ModelSubscription> Subscriptions { get; } = [];

    /// <summary>Open transactions and what was said in them.</summary>
    public SortedDictionary<string, List<TransactionStep>> Transactions { get; } = new(StringComparer.Ordinal);

    /// <summary>All deliveries that were to be acknowledged, settled ones too.</summary>
    public List<ModelDelivery> Deliveries { get; } = [];

    public bool IsOver { get; set; }

    public bool AwaitsNothing => _expected.Count == 0;

    public string Awaited => AwaitsNothing ? "nothing" : string.Join(" or ", _expected.Peek());

    /// <summary>A frame that the client must get after all that it must get before.</summary>
    public void Expect(string frame) => Expect([new Expectation(frame)]);

    /// <summary>Frames that the client must get after all that it must get before, in any order among themselves.</summary>
    public void Expect(List<Expectation> frames)
    {
        if (frames.Count > 0) _expected.Enqueue(frames);
    }

    /// <summary>Ticks off a frame that has come. Null: it is not its turn.</summary>
    public Expectation? Meet(string frame)
    {
        if (!_expected.TryPeek(out List<Expectation>? next)) return null;
        int at = next.FindIndex(each => each.Frame == frame);
        if (at < 0) return null;
        Expectation met = next[at];
        next.RemoveAt(at);
        if (next.Count == 0) _expected.Dequeue();
        return met;
    }

    /// <summary>One SEND, ACK or NACK that waits for COMMIT.</summary>
    public sealed record TransactionStep(ModelMessage? Message, ModelDelivery? Delivery, DeliveryOutcome Outcome);

    /// <summary>A frame in short, and for a topic's message the subscription that gets it.</summary>
    public sealed record Expectation(string Frame, ModelSubscription? Subscription = null, ModelMessage? Message = null)
    {
        public override string ToString() => Frame;
    }
}
