namespace Wava.Broker.Messages;

/// <summary>Lets the converters of the application read what they can, and the built-in ones the rest.</summary>
/// <remarks>The last content type is remembered with what was chosen for it: most handlers see one only, and it need not become a string each time.</remarks>
internal sealed class OwnBodyReader<T>(IMessageConverter[] own, BodyReader<T> builtIn) : BodyReader<T>
{
    private volatile Choice? _last;

    public override bool HasBody(Message message) => Choose(message).Converter is null ? builtIn.HasBody(message) : message.Body.Length > 0;

    public override T? ReadAs(Message message)
    {
        Choice choice = Choose(message);
        return choice.Converter is { } converter ? (T?)converter.Read(message.Body.Span, typeof(T), choice.Text) : builtIn.ReadAs(message);
    }

    private Choice Choose(Message message)
    {
        bool typed = message.TryGetHeader("content-type"u8, out ReadOnlySpan<byte> type);
        if (_last is { } last && last.Octets is not null == typed && type.SequenceEqual(last.Octets)) return last;
        string? text = typed ? System.Text.Encoding.UTF8.GetString(type) : null;
        IMessageConverter? converter = Array.Find(own, each => each.CanRead(typeof(T), text));
        return _last = new Choice(typed ? type.ToArray() : null, text, converter);
    }

    private sealed record Choice(byte[]? Octets, string? Text, IMessageConverter? Converter);
}
