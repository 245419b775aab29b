using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Wava.Broker.Transports.SockJs;

/// <summary>The sessions of one endpoint that live from request to request. Ids are chosen by clients and compared exactly.</summary>
internal sealed class SessionTable
{
    private readonly ConcurrentDictionary<string, SockJsConnection> _connections = new(StringComparer.Ordinal);

    public int Count => _connections.Count;

    public IEnumerable<SockJsConnection> All => _connections.Select(each => each.Value);

    public bool TryGet(string id, [NotNullWhen(true)] out SockJsConnection? connection) => _connections.TryGetValue(id, out connection);

    public bool TryAdd(string id, SockJsConnection connection) => _connections.TryAdd(id, connection);

    public void Remove(string id, SockJsConnection connection) => _connections.TryRemove(new KeyValuePair<string, SockJsConnection>(id, connection));
}
