namespace Wava.Broker.Tests.Model;

/// <summary>A MESSAGE frame that a client has seen and was to acknowledge.</summary>
internal sealed record ModelDelivery(ModelSubscription Subscription, ModelMessage Message, string MessageId, string? AckId)
{
    public bool IsOpen { get; set; } = true;
}
