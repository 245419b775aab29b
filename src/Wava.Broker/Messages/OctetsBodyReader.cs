namespace Wava.Broker.Messages;

/// <summary>Gives bodies of any content type as they are.</summary>
internal sealed class OctetsBodyReader : BodyReader<ReadOnlyMemory<byte>>
{
    public override bool HasBody(Message message) => message.Body.Length > 0;

    public override ReadOnlyMemory<byte> ReadAs(Message message) => message.Body;
}

/// <summary>Gives bodies of any content type as arrays of the handler's own.</summary>
internal sealed class ArrayBodyReader : BodyReader<byte[]>
{
    public override bool HasBody(Message message) => message.Body.Length > 0;

    public override byte[] ReadAs(Message message) => message.Body.ToArray();
}

/// <summary>Gives bodies of any content type as they are, to those who can do without.</summary>
internal sealed class OptionalOctetsBodyReader : BodyReader<ReadOnlyMemory<byte>?>
{
    public override bool HasBody(Message message) => message.Body.Length > 0;

    public override ReadOnlyMemory<byte>? ReadAs(Message message) => message.Body;
}
