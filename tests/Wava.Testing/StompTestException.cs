namespace Wava.Testing;

/// <summary>The server did something else than the test expects, or nothing at all.</summary>
public sealed class StompTestException(string message) : Exception(message);
