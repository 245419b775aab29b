namespace Wava.Broker.Sessions;

/// <summary>Has the last word on what clients read in ERROR frames. Register it with <c>UseErrorHandler</c>.</summary>
public interface IStompErrorHandler
{
    /// <summary>Looks at an ERROR frame before it is sent, and changes it or lets it not be sent. Must be quick; called from many threads.</summary>
    void OnError(StompError error);
}
