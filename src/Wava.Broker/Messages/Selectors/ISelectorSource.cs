namespace Wava.Broker.Messages.Selectors;

/// <summary>The headers of one message, as a selector looks at them.</summary>
internal interface ISelectorSource
{
    /// <summary>The value of a header, decoded; false when the message does not have it.</summary>
    bool TryGetHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value);
}
