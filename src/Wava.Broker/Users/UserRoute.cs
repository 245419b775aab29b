using Microsoft.Extensions.Logging;
using Wava.Broker.Channels;
using Wava.Broker.Diagnostics;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Users;

/// <summary>Takes what is sent to single users, and to single sessions, straight to those who listen.</summary>
/// <remarks>
/// A user destination is no name for some queue of the broker: there is no other name by which it could be addressed or overheard, and
/// nothing that stays behind when a session ends. A client subscribes to <c>/user/queue/news</c> and gets what is sent to
/// <c>/user/ann/queue/news</c> if it is Ann's, or by the application to its session; the message says <c>/user/queue/news</c>, is encoded once
/// and shared by all sessions of the user. Delivery is as with topics: at most once, to all who listen at that moment, in one order
/// (<see cref="AddresseeTable"/>). Who may send to whom has been decided before a message comes here.
/// </remarks>
internal sealed partial class UserRoute : IMessageRoute, IPublishRoute, IUserMessenger
{
    private readonly UserAddressing _addressing;
    private readonly bool _allowWildcards;
    private readonly UserNames _names;
    private readonly AddresseeTable _addressees;
    private readonly BrokerChannel _channel;
    private readonly StompMetrics _metrics;
    private readonly ILogger<UserRoute> _logger;
    private readonly BrokerDelegate _end;

    public UserRoute(
        UserAddressing addressing, bool allowWildcards, UserNames names, MessageSequence sequence, BrokerChannel channel, StompMetrics metrics, ILogger<UserRoute> logger)
    {
        _addressing = addressing;
        _allowWildcards = allowWildcards;
        _names = names;
        _addressees = new AddresseeTable(names, sequence);
        _channel = channel;
        _metrics = metrics;
        _logger = logger;
        _end = Arrive;
    }

    public string Prefix => _addressing.Prefix;

    /// <summary>How many users listen.</summary>
    internal int UserCount => _addressees.UserCount;

    /// <summary>How many sessions listen.</summary>
    internal int SessionCount => _addressees.SessionCount;

    public bool Covers(ReadOnlySpan<byte> destination) => _addressing.Covers(destination);

    public string? NameOf(StompSession session) => _names.Of(session);

    [LoggerMessage(EventIds.UserMessageUnrouted, LogLevel.Debug, "Nobody got a message to user {User}, session {Session}, at {Destination}: not connected here, or not listening.")]
    private static partial void LogUnrouted(ILogger logger, string? user, string? session, string destination);
}
