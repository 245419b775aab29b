namespace Wava.Broker.Sessions;

/// <summary>A handler failed at a message, which is logged already: the sender is told on its error queue, and its connection lives on.</summary>
/// <remarks>Where the sender does not listen to its error queue but had asked for a receipt, only an ERROR frame can tell it.</remarks>
#pragma warning disable CA1032, CA1064 // Thrown by the handlers' route and caught by the session, both of this assembly.
internal sealed class HandlerFailureException(ErrorReport report) : Exception(report.Message)
#pragma warning restore CA1032, CA1064
{
    public ErrorReport Report { get; } = report;
}
