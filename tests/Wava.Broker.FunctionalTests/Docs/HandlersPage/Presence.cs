using Wava.Broker.Events;
using Wava.Broker.Messages;

namespace Wava.Broker.FunctionalTests.Docs.HandlersPage;

public sealed class Presence(IMessageTemplate template) : IStompEventHandler<SessionSubscribed>, IStompEventHandler<SessionDisconnected>
{
    public async ValueTask HandleAsync(SessionSubscribed happened, CancellationToken cancellationToken)
    {
        if (happened.Subscription.Destination == "/topic/lobby")
            await template.SendAsync("/topic/lobby", $"{happened.Subscription.Session.User?.Identity?.Name} is here.", cancellationToken: cancellationToken);
    }

    public ValueTask HandleAsync(SessionDisconnected happened, CancellationToken cancellationToken) =>
        template.SendAsync("/topic/lobby", $"{happened.Session.User?.Identity?.Name} has left ({happened.Reason}).", cancellationToken: cancellationToken);
}
