using System.Text;

namespace Wava.Broker.Messages;

/// <summary>Reads <c>content-type</c> values in their octets, so that no string is made for a message.</summary>
internal static class ContentTypes
{
    private const int LongestTold = 100;

    /// <summary>What a message's <c>content-type</c> says.</summary>
    public static BodyKind Of(Message message, out ReadOnlySpan<byte> type) =>
        message.TryGetHeader("content-type"u8, out type) ? KindOf(type) : BodyKind.Untyped;

    /// <summary>What a <c>content-type</c> says. Its parameters do not matter.</summary>
    public static BodyKind KindOf(ReadOnlySpan<byte> type)
    {
        if (type.SequenceEqual("application/json"u8)) return BodyKind.Json;
        int end = type.IndexOf((byte)';');
        ReadOnlySpan<byte> media = (end < 0 ? type : type[..end]).Trim(" \t"u8);
        if (media.IsEmpty) return BodyKind.Untyped;
        if (Ascii.EqualsIgnoreCase(media, "application/json"u8) || (media.Length > 5 && Ascii.EqualsIgnoreCase(media[^5..], "+json"u8))) return BodyKind.Json;
        if (media.Length > 5 && Ascii.EqualsIgnoreCase(media[..5], "text/"u8)) return BodyKind.Text;
        return Ascii.EqualsIgnoreCase(media, "application/octet-stream"u8) ? BodyKind.Octets : BodyKind.Other;
    }

    /// <summary>Whether text of this type is UTF-8, as it is when its type says nothing about it.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> type)
    {
        int next;
        while ((next = type.IndexOf((byte)';')) >= 0)
        {
            type = type[(next + 1)..].TrimStart(" \t"u8);
            if (type.Length < 8 || !Ascii.EqualsIgnoreCase(type[..8], "charset="u8)) continue;
            int end = type.IndexOf((byte)';');
            ReadOnlySpan<byte> charset = (end < 0 ? type[8..] : type[8..end]).Trim(" \t\""u8);
            return Ascii.EqualsIgnoreCase(charset, "utf-8"u8) || Ascii.EqualsIgnoreCase(charset, "utf8"u8) || Ascii.EqualsIgnoreCase(charset, "us-ascii"u8);
        }

        return true;
    }

    /// <summary>What is told to a sender whose body is of the wrong type.</summary>
    public static MessageBodyException Unsupported(ReadOnlySpan<byte> type, string wanted)
    {
        string given = Encoding.UTF8.GetString(type[..Math.Min(type.Length, LongestTold)]);
        return new MessageBodyException("Unsupported content type", $"The body is declared as {given}; what is sent here has to be {wanted}.");
    }
}
