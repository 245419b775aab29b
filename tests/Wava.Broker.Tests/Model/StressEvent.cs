namespace Wava.Broker.Tests.Model;

/// <summary>Something that one client of a stress run saw or did, and when in the order of all.</summary>
internal readonly record struct StressEvent(
    long Stamp, StressEventKind Kind, string Subscription, string Destination, string Text, long Sequence, bool Redelivered);
