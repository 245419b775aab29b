using System.Text;
using System.Text.Json;

namespace Wava.Testing;

/// <summary>A STOMP frame as a test sees it: every header as it came but unescaped, the body as octets.</summary>
/// <param name="Command">The word on the frame's first line.</param>
/// <param name="Headers">All headers, repeated ones included.</param>
/// <param name="Body">The octets between the blank line and the NUL.</param>
public sealed record TestFrame(string Command, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <summary>Whether the frame ended in a binary WebSocket message; false for text messages and for byte streams.</summary>
    public bool Binary { get; init; }

    /// <summary>The body as text; octets that are not UTF-8 appear as U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The value of the first header of this name, which is the one that counts; null when there is none.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var header in Headers)
            {
                if (header.Key == name) return header.Value;
            }

            return null;
        }
    }

    /// <summary>The body as an object: a string or octets as they are, anything else read from JSON.</summary>
    /// <param name="json">How to read it; as ASP.NET Core does unless told.</param>
    /// <exception cref="StompTestException">The body is not JSON of such an object.</exception>
    public T Read<T>(JsonSerializerOptions? json = null)
    {
        if (typeof(T) == typeof(byte[])) return (T)(object)Body;
        if (typeof(T) == typeof(string) && !IsJson) return (T)(object)Text;
        try
        {
            return JsonSerializer.Deserialize<T>(Body, json ?? JsonSerializerOptions.Web)
                ?? throw new StompTestException($"Expected a body of type {typeof(T).Name}, but it is null:\n{this}");
        }
        catch (JsonException e)
        {
            throw new StompTestException($"Expected a body of type {typeof(T).Name}, but it cannot be read as one ({e.Message}):\n{this}");
        }
    }

    /// <summary>The frame as a person would write it down, for the messages of failed tests.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Command).Append('\n');
        foreach (var (name, value) in Headers) text.Append(Visible(name)).Append(':').Append(Visible(value)).Append('\n');
        return Body.Length == 0 ? text.ToString() : text.Append('\n').Append(Preview(Body)).ToString();
    }

    private bool IsJson => this["content-type"]?.Contains("json", StringComparison.OrdinalIgnoreCase) is true;

    internal static string Preview(ReadOnlySpan<byte> octets)
    {
        const int Most = 1000;
        var shown = octets.Length > Most ? octets[..Most] : octets;
        var more = octets.Length > Most ? $"... ({octets.Length} octets)" : "";
        try
        {
            return StrictUtf8.GetString(shown).Replace("\0", "^@", StringComparison.Ordinal) + more;
        }
        catch (DecoderFallbackException)
        {
            return "0x" + Convert.ToHexString(shown) + more;
        }
    }

    private static string Visible(string value) => value
        .Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\0", "^@", StringComparison.Ordinal);
}
