using Microsoft.Extensions.Options;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Web.Signaling;

/// <summary>Gives each STOMP session its one link.</summary>
internal sealed class StompLinks(IMessageTemplate template, IOptions<SignalingOptions> options, TimeProvider time)
{
    /// <summary>The session's link. A session's messages are handled one after another.</summary>
    public StompLink Of(StompSession session)
    {
        if (StompLink.Find(session) is { } known) return known;
        var made = new StompLink(session, template, new Pace(options.Value.SignalsPerSecond, options.Value.SignalBurst, time));
        session.Items[typeof(StompLink)] = made;
        return made;
    }
}
