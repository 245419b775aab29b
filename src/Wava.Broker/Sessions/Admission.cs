using System.Collections.Concurrent;

namespace Wava.Broker.Sessions;

/// <summary>Decides whether there is room for one more connection. All transports ask here, so that no limit has a way around it.</summary>
internal sealed class Admission(StompLimits limits)
{
    private readonly ConcurrentDictionary<string, int> _byAddress = new(StringComparer.Ordinal);
    private int _total;

    /// <summary>Whether the server takes new connections at all; false once it shuts down.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>How many connections there are.</summary>
    public int Count => Volatile.Read(ref _total);

    /// <summary>Takes a place for a connection. <see cref="Leave"/> gives it back.</summary>
    public AdmissionResult TryEnter(string? address)
    {
        if (!IsOpen) return AdmissionResult.ShuttingDown;
        if (Interlocked.Increment(ref _total) > limits.MaxConnections)
        {
            Interlocked.Decrement(ref _total);
            return AdmissionResult.ServerFull;
        }

        if (limits.MaxConnectionsPerAddress <= 0 || address is null) return AdmissionResult.Admitted;
        if (_byAddress.AddOrUpdate(address, 1, static (_, count) => count + 1) <= limits.MaxConnectionsPerAddress) return AdmissionResult.Admitted;
        Leave(address);
        return AdmissionResult.AddressFull;
    }

    /// <summary>The word by which the metrics know a refusal.</summary>
    public static string Reason(AdmissionResult refusal) => refusal switch
    {
        AdmissionResult.ServerFull => "server-full",
        AdmissionResult.AddressFull => "address-full",
        _ => "shutting-down",
    };

    /// <summary>Gives a place back.</summary>
    public void Leave(string? address)
    {
        Interlocked.Decrement(ref _total);
        if (limits.MaxConnectionsPerAddress <= 0 || address is null) return;
        int left = _byAddress.AddOrUpdate(address, 0, static (_, count) => count - 1);
        if (left <= 0) _byAddress.TryRemove(new KeyValuePair<string, int>(address, left));
    }
}
