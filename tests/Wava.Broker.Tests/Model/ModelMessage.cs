namespace Wava.Broker.Tests.Model;

/// <summary>A message as the model knows it: one SEND that took effect, or one dead letter.</summary>
internal sealed class ModelMessage(string text, string destination, string color, long sequence)
{
    /// <summary>The body, which no other SEND has.</summary>
    public string Text { get; } = text;

    public string Destination { get; } = destination;

    /// <summary>The header that selectors look at.</summary>
    public string Color { get; } = color;

    /// <summary>The number in its message-id.</summary>
    public long Sequence { get; set; } = sequence;

    /// <summary>Its place in its queue. Dead letters of one step share a place: which of them comes first is the broker's choice.</summary>
    public long Rank { get; init; } = sequence;

    /// <summary>Of a dead letter: the queue and the reason; null otherwise.</summary>
    public (string From, string Reason)? Grave { get; init; }

    /// <summary>How often a consumer has had it and has not kept it.</summary>
    public int Deliveries { get; set; }

    /// <summary>Since which step it waits.</summary>
    public int WaitsSince { get; set; }

    /// <summary>Whether it has been given back, or may have been: its place among what one consumer gets is free then.</summary>
    public bool WasBack { get; set; }

    /// <summary>Who has it and has not settled it.</summary>
    public ModelDelivery? Holder { get; set; }

    /// <summary>Of a dead letter: whether its number has been seen.</summary>
    public bool WasNumbered { get; set; }
}
