namespace Wava.Broker.Sessions;

/// <summary>The answer to a new connection.</summary>
internal enum AdmissionResult
{
    Admitted,
    ServerFull,
    AddressFull,
    ShuttingDown,
}
