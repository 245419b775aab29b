namespace Wava.Broker.Messages;

/// <summary>What a <c>content-type</c> says about a body, as far as it matters here.</summary>
internal enum BodyKind : byte
{
    /// <summary>It says nothing.</summary>
    Untyped,

    Json,
    Text,
    Octets,
    Other,
}
