namespace Wava.Broker.Handlers;

/// <summary>Disposes of the handler instances that were made for one message, when its services end: after the last word of their answers.</summary>
internal sealed class HandlerInstances : IAsyncDisposable
{
    private readonly Stack<object> _owned = [];

    public T Own<T>(T instance)
        where T : class
    {
        _owned.Push(instance);
        return instance;
    }

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out object? instance))
        {
            if (instance is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else if (instance is IDisposable disposable) disposable.Dispose();
        }
    }
}
