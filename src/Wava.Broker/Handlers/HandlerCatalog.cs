namespace Wava.Broker.Handlers;

/// <summary>Collects the handlers of an application until it starts, and then makes the table by which they are found.</summary>
/// <remarks>
/// It is a table itself, for those who are made before the last handler is mapped: the endpoints of <c>MapStomp</c> are, and all that they need with
/// them.
/// </remarks>
/// <param name="sources">The handler classes.</param>
/// <param name="begin">Begins a table; called when the collecting has ended, because only then all options are known.</param>
internal sealed class HandlerCatalog(IEnumerable<IHandlerSource> sources, Func<HandlerTableBuilder> begin) : IHandlerTable
{
    private readonly Lock _gate = new();
    private readonly List<IHandlerSource> _sources = [.. sources];
    private volatile HandlerTable? _table;
    private string? _problem;
    private bool _ended;

    /// <summary>All handlers, checked and compiled. The first call ends the collecting.</summary>
    /// <exception cref="InvalidOperationException">Something is wrong with them; the message says what, a sentence for each problem.</exception>
    public HandlerTable Table => _table ?? Build();

    /// <inheritdoc/>
    public HandlerDescriptor? Find(HandlerKind kind, ReadOnlySpan<byte> destination, out DestinationMatch match) => Table.Find(kind, destination, out match);

    /// <inheritdoc/>
    public HandlerDescriptor? FindExceptionHandler(HandlerDescriptor handler, Exception exception, out Exception meant) =>
        Table.FindExceptionHandler(handler, exception, out meant);

    /// <summary>Adds a handler, or all those of a class.</summary>
    /// <param name="source">The handler.</param>
    /// <param name="name">What the application called, for a problem.</param>
    /// <exception cref="InvalidOperationException">The application has started.</exception>
    public void Add(IHandlerSource source, string name)
    {
        lock (_gate)
        {
            if (_ended) throw new InvalidOperationException($"{name} comes too late: handlers are mapped before the application starts.");
            _sources.Add(source);
        }
    }

    private HandlerTable Build()
    {
        lock (_gate)
        {
            if (_table is { } made) return made;
            if (_problem is not null) throw new InvalidOperationException(_problem);
            _ended = true;
            try
            {
                HandlerTableBuilder table = begin();
                foreach (IHandlerSource source in _sources) source.AddTo(table);
                return _table = table.Build();
            }
            catch (InvalidOperationException e)
            {
                _problem = e.Message;
                throw;
            }
        }
    }
}
