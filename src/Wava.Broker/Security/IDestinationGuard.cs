namespace Wava.Broker.Security;

/// <summary>Decides whether a client may send to or listen to a destination.</summary>
internal interface IDestinationGuard
{
    /// <summary>Whether there is anything to decide about such a destination; else everybody may, and nothing need be made for the question.</summary>
    bool Concerns(DestinationAction action, ReadOnlySpan<byte> destination);

    /// <summary>Whether the client may. Null: yes. Else a sentence that says why not, fit for the client's eyes.</summary>
    ValueTask<string?> CheckAsync(DestinationAccess access, CancellationToken stop);
}
