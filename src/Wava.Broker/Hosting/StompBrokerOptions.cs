using Wava.Broker.Brokers.Memory;
using Wava.Broker.Handlers;
using Wava.Broker.Security;
using Wava.Broker.Sessions;

namespace Wava.Broker.Hosting;

/// <summary>Everything about the broker that can be set, in code or from configuration. All of it is checked at start.</summary>
public sealed class StompBrokerOptions
{
    /// <summary>How often client and server show each other that they are alive.</summary>
    public HeartBeatOptions HeartBeat { get; } = new();

    /// <summary>How much clients may ask of the server.</summary>
    public StompLimits Limits { get; } = new();

    /// <summary>The in-memory broker: which destinations it serves, history, queues.</summary>
    public MemoryBrokerOptions Memory { get; } = new();

    /// <summary>Message handlers: which destinations are theirs, how long they may take.</summary>
    public HandlerOptions Handlers { get; } = new();

    /// <summary>Sign-ins: what happens when they expire, how they are renewed.</summary>
    public SignInOptions SignIn { get; } = new();

    /// <summary>Who may send to and listen to which destinations, as rules in configuration; <c>AuthorizeDestinations</c> says it in code. The first that matches counts.</summary>
    public IList<DestinationRuleOptions> Authorization { get; } = [];

    /// <summary>What the destinations of a single user begin with. Default: <c>/user</c>.</summary>
    public string UserPrefix { get; set; } = "/user";

    /// <summary>
    /// Where a client hears of what went wrong with its frames while its connection lives on, if it listens there. Default: <c>/user/queue/errors</c>.
    /// </summary>
    public string ErrorDestination { get; set; } = "/user/queue/errors";

    /// <summary>
    /// Whether a SEND or SUBSCRIBE that is refused (forbidden, nobody's destination, a full queue) is answered on <see cref="ErrorDestination"/>, and the
    /// connection lives on. Off, the default, and for clients that do not listen there: an ERROR frame, and the end of the connection, as STOMP has it.
    /// </summary>
    public bool SoftRefusals { get; set; }

    /// <summary>
    /// Web pages of these origins may connect, besides those of the server itself: <c>https://example.com</c>, <c>https://*.example.com</c>,
    /// <c>http://localhost:*</c>, or <c>*</c> for all. Clients that are no browsers send no origin and are not concerned.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Logins and passcodes. Without any, and without an authenticator of your own, anybody may connect.</summary>
    public IDictionary<string, string> Users { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The names that a client's <c>host</c> header may give; others are refused. Empty, the default: any name, and none at all, is accepted.
    /// </summary>
    public IList<string> VirtualHosts { get; } = [];

    /// <summary>Whether SUBSCRIBE may carry a <c>selector</c> that filters messages by their headers. Off by default.</summary>
    public bool Selectors { get; set; }

    /// <summary>
    /// What happens when a subscriber reads too slowly, by destination pattern: <c>disconnect</c> (the default), <c>drop-oldest</c> or
    /// <c>conflate(header)</c>. For instance <c>["/topic/prices/**"] = "conflate(symbol)"</c>.
    /// What a queue has lent is never dropped: it is given back, and the subscriber cut off.
    /// </summary>
    public IDictionary<string, string> Overflow { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Over how long clients are told to leave when the server shuts down, so that they do not all come back at once. Default: 5 seconds.</summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(5);
}
