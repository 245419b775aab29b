using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Web.Signaling.News;

namespace Wava.Web.Signaling;

/// <summary>A STOMP session as a peer's connection.</summary>
internal sealed class StompLink(StompSession session, IMessageTemplate template, Pace pace) : PeerLink(pace)
{
    /// <summary>Where peers listen, below <c>/user</c>.</summary>
    private const string Queue = "/queue/signal";

    public override bool IsToldOfRoom => false;

    public override bool IsOpen => session.IsConnected;

    public override async ValueTask<bool> SendAsync(CallNews news) => await template.SendToSessionAsync(session.Id, Queue, news) > 0;

    /// <summary>The link of a session, or null when it never was a peer.</summary>
    public static StompLink? Find(StompSession session) => session.Items.TryGetValue(typeof(StompLink), out object? known) ? (StompLink?)known : null;
}
