using Wava.Broker.Channels;
using Wava.Broker.Destinations;
using Wava.Broker.Frames;
using Wava.Broker.Messages;

namespace Wava.Broker.Sessions;

public sealed partial class StompSession
{
    private ValueTask Send(StompFrame frame)
    {
        if (!frame.Has(KnownHeader.Destination))
            return Refuse(frame, "No destination", "SEND needs a destination header, for instance destination:/topic/news.");
        Message message = Message.FromSend(frame);
        if (FindRoute(message.DestinationOctets, out string? problem) is not { } route) return Refuse(frame, "Bad destination", problem!);
        if (frame.Has(KnownHeader.Transaction)) return SendLater(frame, route, message);
        ValueTask sent = route.SendAsync(this, message, _ended.Token);
        if (!sent.IsCompletedSuccessfully) return AwaitThenReceiptAsync(sent, frame);
        Receipt(frame);
        return default;
    }

    private async ValueTask AwaitThenReceiptAsync(ValueTask work, StompFrame frame)
    {
        await work;
        Receipt(frame);
    }

    /// <summary>Who takes the destination's frames; null and a sentence when it is malformed or nobody's.</summary>
    private IMessageRoute? FindRoute(ReadOnlySpan<byte> destination, out string? problem)
    {
        problem = DestinationName.Validate(destination, Limits.MaxDestinationLength, _services.Options.DestinationSeparator);
        if (problem is not null) return null;
        IMessageRoute? route = _services.Inbound.Find(destination);
        if (route is null) problem = "The destination lies outside all prefixes that this server serves.";
        return route;
    }
}
