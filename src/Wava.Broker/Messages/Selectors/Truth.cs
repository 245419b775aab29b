namespace Wava.Broker.Messages.Selectors;

/// <summary>SQL's three values: what is said about a header that is absent, or is no number, is neither true nor false.</summary>
internal enum Truth : byte
{
    False,
    True,
    Unknown,
}
