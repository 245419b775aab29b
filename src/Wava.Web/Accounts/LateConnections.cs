using Wava.Broker.Events;

namespace Wava.Web.Accounts;

/// <summary>Closes a connection whose sign-in ended in the moment between its check and its becoming known.</summary>
internal sealed class LateConnections(EndedSignIns ended) : IStompEventHandler<SessionConnected>
{
    public async ValueTask HandleAsync(SessionConnected happened, CancellationToken cancellationToken)
    {
        if (happened.Session.User?.FindFirst(WavaClaims.Family) is { } family && ended.Contains(family.Value)) await EndedSignIns.CloseAsync(happened.Session);
    }
}
