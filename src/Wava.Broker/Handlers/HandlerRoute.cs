using Wava.Broker.Channels;
using Wava.Broker.Destinations;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Handlers;

/// <summary>Hands everything under the application prefixes to the handlers that claim it.</summary>
internal sealed class HandlerRoute : IMessageRoute, IDisposable
{
    private readonly RunnerServices _services;
    private readonly HandlerRunner _runner;
    private readonly DestinationPrefix[] _prefixes;

    public HandlerRoute(RunnerServices services)
    {
        _services = services;
        _runner = new HandlerRunner(services);
        // Of two prefixes that cover a destination the longer one is meant.
        _prefixes = [.. services.Options.ApplicationPrefixes.Select(prefix => new DestinationPrefix(prefix, services.Separator)).OrderByDescending(prefix => prefix.Length)];
    }

    public bool NeedsRequest => true;

    internal HandlerRunner Runner => _runner;

    public void Dispose() => _runner.Dispose();

    public bool Covers(ReadOnlySpan<byte> destination)
    {
        foreach (DestinationPrefix prefix in _prefixes)
        {
            if (prefix.Covers(destination)) return true;
        }

        return false;
    }

    public ValueTask SendAsync(StompSession session, Message message, CancellationToken stop)
    {
        HandlerDescriptor handler = Find(HandlerKind.Message, message.DestinationOctets, out DestinationMatch match)
            ?? throw Unclaimed($"No handler takes what is sent to {message.Destination}.");
        return _runner.RunAsync(new MessageContext(session, message, null, handler, _services.Scopes) { Match = match });
    }

    public ValueTask<SubscribeResult> SubscribeAsync(Subscription subscription, CancellationToken stop)
    {
        HandlerDescriptor handler = Find(HandlerKind.Subscription, subscription.DestinationOctets, out DestinationMatch match)
            ?? throw Unclaimed($"No handler answers who subscribes to {subscription.Destination}.");
        Message request = subscription.Request ?? Message.Create(subscription.Destination, []);
        // An interceptor may have changed what the client listens to.
        if (!request.DestinationOctets.SequenceEqual(subscription.DestinationOctets)) request = request.Readdress(subscription.DestinationOctets, []);
        ValueTask run = _runner.RunAsync(new MessageContext(subscription.Session, request, subscription, handler, _services.Scopes) { Match = match });
        return run.IsCompletedSuccessfully ? default : AwaitAsync(run);
    }

    public ValueTask UnsubscribeAsync(Subscription subscription)
    {
        (subscription.BrokerState as SubscriptionStream)?.Stop();
        return default;
    }

    private static async ValueTask<SubscribeResult> AwaitAsync(ValueTask run)
    {
        await run;
        return default;
    }

    private NoHandlerException Unclaimed(string details)
    {
        _services.Metrics.HandlerUnmatched();
        return new NoHandlerException(details);
    }

    private HandlerDescriptor? Find(HandlerKind kind, ReadOnlySpan<byte> destination, out DestinationMatch match)
    {
        ReadOnlySpan<byte> rest = destination;
        foreach (DestinationPrefix prefix in _prefixes)
        {
            if (!prefix.Covers(destination)) continue;
            rest = destination[prefix.Length..];
            break;
        }

        if (!rest.IsEmpty && rest[0] == '/') return _services.Table.Find(kind, rest, out match);
        // /app itself; /app.chat, where points separate; or a name without a slash, under a prefix that covers everything.
        return FindBehindSlash(kind, rest.IsEmpty || rest.Length == destination.Length ? rest : rest[1..], out match);
    }

    private HandlerDescriptor? FindBehindSlash(HandlerKind kind, ReadOnlySpan<byte> rest, out DestinationMatch match)
    {
        var name = new byte[rest.Length + 1];
        name[0] = (byte)'/';
        rest.CopyTo(name.AsSpan(1));
        return _services.Table.Find(kind, name, out match);
    }
}
