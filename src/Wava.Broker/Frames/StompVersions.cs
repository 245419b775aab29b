namespace Wava.Broker.Frames;

/// <summary>Turns a <see cref="StompVersion"/> into what stands on the wire, and back.</summary>
public static class StompVersions
{
    /// <summary>The version as <c>accept-version</c> and <c>version</c> write it, for example <c>1.2</c>.</summary>
    public static string Text(StompVersion version) => version switch
    {
        StompVersion.V10 => "1.0",
        StompVersion.V11 => "1.1",
        _ => "1.2",
    };

    /// <summary>Reads exactly <c>1.0</c>, <c>1.1</c> or <c>1.2</c>; anything else is not a version that is spoken here.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out StompVersion version)
    {
        version = StompVersion.V12;
        if (text.Length != 3 || text[0] != '1' || text[1] != '.' || text[2] is < '0' or > '2') return false;
        version = (StompVersion)(text[2] - '0');
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out StompVersion)"/>
    public static bool TryParse(ReadOnlySpan<byte> text, out StompVersion version)
    {
        version = StompVersion.V12;
        if (text.Length != 3 || text[0] != '1' || text[1] != '.' || text[2] is < (byte)'0' or > (byte)'2') return false;
        version = (StompVersion)(text[2] - '0');
        return true;
    }
}
