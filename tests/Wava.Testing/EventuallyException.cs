namespace Wava.Testing;

/// <summary>What was awaited did not come about in time.</summary>
public sealed class EventuallyException(string message) : Exception(message);
