namespace Wava.Broker.Sessions;

/// <summary>How one delivery ended, as far as the broker is concerned.</summary>
public enum DeliveryOutcome
{
    /// <summary>The consumer has it: acknowledged, or sent in <see cref="AckMode.Auto"/>.</summary>
    Accepted,

    /// <summary>The consumer refused it (NACK): deliver it again, to whom the broker likes.</summary>
    Rejected,

    /// <summary>The consumer refused it for good (NACK with <c>requeue:false</c>): not again.</summary>
    Discarded,

    /// <summary>The consumer went away without a word: deliver it again.</summary>
    Returned,

    /// <summary>It never left the server: deliver it again, as if for the first time.</summary>
    Unsent,
}
