namespace Wava.Broker.Transports.SockJs;

/// <summary>What becomes of a receiver that wants a session's frames.</summary>
internal enum AttachResult
{
    /// <summary>It gets them.</summary>
    Attached,

    /// <summary>Another one has them already.</summary>
    Busy,

    /// <summary>The session is over and its id free.</summary>
    Gone,
}
