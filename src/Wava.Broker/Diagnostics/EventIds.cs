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
    public const int SockJsStrayed = 1005;
    public const int SockJsForeignUser = 1006;
    public const int SockJsHandlerFailed = 1007;
    public const int SockJsEndFailed = 1008;
    public const int SockJsRefused = 1009;

    // 2000 channels
    public const int OutboundInterceptorFailed = 2000;
    public const int EventHandlerFailed = 2001;

    // 3000 sessions
    public const int SessionConnected = 3000;
    public const int SessionEnded = 3001;
    public const int SessionRefused = 3002;
    public const int SessionFailed = 3003;
    public const int SlowConsumer = 3004;
    public const int OutboxesOverBudget = 3005;
    public const int Draining = 3006;
    public const int SessionNotSent = 3007;
    public const int ErrorHandlerFailed = 3008;

    // 4000 handlers
    public const int HandlerFailed = 4000;
    public const int HandlerRefused = 4001;
    public const int HandlerTimedOut = 4002;
    public const int HandlerFailedLate = 4003;
    public const int ExceptionHandlerFailed = 4004;
    public const int HandlerNotReleased = 4005;
    public const int CancellationFailed = 4006;
    public const int ExceptionHandlerTimedOut = 4007;
    // 5000 users
    public const int UserMessageUnrouted = 5000;
    public const int UserNameUnusable = 5001;

    // 6000 security
    public const int PolicyNotFound = 6000;

    // 9900 diagnostics
    public const int LinesLeftOut = 9900;
}
