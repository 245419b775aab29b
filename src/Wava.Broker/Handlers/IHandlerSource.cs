namespace Wava.Broker.Handlers;

/// <summary>Somebody who knows of one or more handlers: a class, or a delegate that was mapped.</summary>
internal interface IHandlerSource
{
    /// <summary>Adds the handlers to a table that is being built. Called once.</summary>
    void AddTo(HandlerTableBuilder table);
}
