namespace Wava.Broker.Sessions;

/// <summary>Is told of sessions before anybody else, and before their clients are.</summary>
internal interface ISessionObserver
{
    /// <summary>A client may use its session from now on.</summary>
    void Connected(StompSession session);

    /// <summary>The session's client is gone.</summary>
    void Ended(StompSession session);
}
