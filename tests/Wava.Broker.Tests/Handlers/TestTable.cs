using System.Text;
using Wava.Broker.Handlers;

namespace Wava.Broker.Tests.Handlers;

/// <summary>Handlers by their destinations, and the last exception handler that answers for a type.</summary>
internal sealed class TestTable : IHandlerTable
{
    private readonly Dictionary<(HandlerKind, string), HandlerDescriptor> _handlers = [];
    private readonly List<HandlerDescriptor> _exceptions = [];

    public void Add(string destination, HandlerDescriptor handler) => _handlers[(handler.Kind, destination)] = handler;

    public void Add(HandlerDescriptor exceptionHandler) => _exceptions.Add(exceptionHandler);

    public HandlerDescriptor? Find(HandlerKind kind, ReadOnlySpan<byte> destination, out DestinationMatch match)
    {
        match = default;
        return _handlers.GetValueOrDefault((kind, Encoding.UTF8.GetString(destination)));
    }

    public HandlerDescriptor? FindExceptionHandler(HandlerDescriptor handler, Exception exception, out Exception meant)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            meant = cause;
            if (_exceptions.Find(each => each.Exceptions.Any(type => type.IsInstanceOfType(cause))) is { } found) return found;
        }

        meant = exception;
        return null;
    }
}
