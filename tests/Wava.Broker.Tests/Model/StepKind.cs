namespace Wava.Broker.Tests.Model;

/// <summary>What one step of a run does, as far as the state of its client allows it.</summary>
internal enum StepKind
{
    Send,
    Subscribe,
    Unsubscribe,
    Ack,
    Nack,
    Begin,
    Commit,
    Abort,

    /// <summary>An orderly end, said by the client.</summary>
    Disconnect,

    /// <summary>The connection goes without a word.</summary>
    Lose,

    /// <summary>The client reads no more.</summary>
    Stall,

    /// <summary>It reads again.</summary>
    Resume,

    /// <summary>A frame that cannot be done: answered with ERROR, and the end.</summary>
    Mistake,
}
