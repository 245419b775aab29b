using Wava.Broker.Events;
using Wava.Broker.Messages;

namespace Wava.Broker.FunctionalTests.Docs.FromSpringPage;

public sealed class Doorman(People people, IMessageTemplate template) : IStompEventHandler<SessionSubscribed>, IStompEventHandler<SessionDisconnected>
{
    public ValueTask HandleAsync(SessionSubscribed happened, CancellationToken cancellationToken)
    {
        const string Prefix = "/topic/rooms/";
        var subscription = happened.Subscription;
        if (subscription.Destination.StartsWith(Prefix, StringComparison.Ordinal))
            people.Enter(subscription.Destination[Prefix.Length..], subscription.Session.User!.Identity!.Name!);
        return default;
    }

    public async ValueTask HandleAsync(SessionDisconnected happened, CancellationToken cancellationToken)
    {
        var name = happened.Session.User!.Identity!.Name!;
        foreach (var room in people.Leave(name))
            await template.SendAsync($"/topic/rooms/{room}", new Line(name, "has left."), cancellationToken: cancellationToken);
    }
}
