namespace Wava.Broker.Diagnostics;

/// <summary>The number of every event the broker logs. A number is never used again for something else.</summary>
internal static class EventIds
{
    // 1000 transports
    public const int ConnectionRefused = 1000;
    public const int NotStomp = 1001;
    public const int TransportError = 1002;
    public const int OriginRefused = 1003;
    public const int HandshakeRefused = 1004;

    // 3000 sessions
    public const int SessionConnected = 3000;
    public const int SessionEnded = 3001;
    public const int SessionRefused = 3002;
    public const int SessionFailed = 3003;
    public const int SlowConsumer = 3004;
    public const int OutboxesOverBudget = 3005;
    public const int Draining = 3006;
    public const int SessionNotSent = 3007;

    // 9900 diagnostics
    public const int LinesLeftOut = 9900;
}
