namespace Wava.Broker.Handlers;

/// <summary>Whom an <see cref="OutgoingMessage"/> is for.</summary>
internal enum OutgoingTarget : byte
{
    Reply,
    Destination,
    User,
    Session,
}
