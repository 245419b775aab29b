using Wava.Broker.Channels;
using Wava.Broker.Destinations;
using Wava.Broker.Frames;
using Wava.Broker.Messages;
using Wava.Broker.Security;

namespace Wava.Broker.Sessions;

public sealed partial class StompSession
{
    private ValueTask Send(StompFrame frame, InboundContext? intercepted = null)
    {
        if (!frame.Has(KnownHeader.Destination) && intercepted?.Destination is null)
            return Refuse(frame, "No destination", "SEND needs a destination header, for instance destination:/topic/news.");
        Message message = intercepted is null ? Message.FromSend(frame) : MessageOf(intercepted);
        if (IsRenewal(message.DestinationOctets)) return RenewAsync(frame);
        if (FindRoute(message.DestinationOctets, out string? problem) is not { } route) return RefuseSoftly(frame, CloseReason.Protocol, "Bad destination", problem!);
        if (_services.Inbound.Guard is { } guard && guard.Concerns(DestinationAction.Send, message.DestinationOctets))
            return SendIfAllowedAsync(frame, guard, route, message);
        return Send(frame, route, message);
    }

    private ValueTask Send(StompFrame frame, IMessageRoute route, Message message)
    {
        if (frame.Has(KnownHeader.Transaction)) return SendLater(frame, route, message);
        ValueTask sent = route.SendAsync(this, message, _ended.Token);
        if (!sent.IsCompletedSuccessfully) return AwaitThenReceiptAsync(sent, frame);
        Receipt(frame);
        return default;
    }

    private async ValueTask SendIfAllowedAsync(StompFrame frame, IDestinationGuard guard, IMessageRoute route, Message message)
    {
        await DemandAsync(guard, DestinationAction.Send, message.Destination);
        await Send(frame, route, message);
    }

    private async ValueTask AwaitThenReceiptAsync(ValueTask work, StompFrame frame)
    {
        await work;
        Receipt(frame);
    }

    /// <summary>Asks the guard whether the client may.</summary>
    /// <exception cref="AccessDeniedException">It may not.</exception>
    private async ValueTask DemandAsync(IDestinationGuard guard, DestinationAction action, string destination)
    {
        string? why = await guard.CheckAsync(new DestinationAccess(User, Id, action, destination) { UserName = _services.UserNameOf(this) }, _ended.Token);
        if (why is null) return;
        string command = StompCommands.Text(action == DestinationAction.Send ? StompCommand.Send : StompCommand.Subscribe);
        _services.Metrics.AccessRefused(command);
        if (_services.Events.Wants<Events.AccessRefused>())
            await _services.Events.RaiseAsync(new Events.AccessRefused(this, command, destination), _ended.Token);
        throw new AccessDeniedException(why);
    }

    /// <summary>What the interceptors made of a SEND.</summary>
    private static Message MessageOf(InboundContext intercepted)
    {
        Message message = intercepted.Message ?? throw new InvalidOperationException("An interceptor has taken the message away: it is dropped by not calling next.");
        string destination = intercepted.Destination ?? message.Destination;
        return destination == message.Destination ? message : message.Readdress(System.Text.Encoding.UTF8.GetBytes(destination), []);
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
