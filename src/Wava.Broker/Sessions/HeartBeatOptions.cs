namespace Wava.Broker.Sessions;

/// <summary>How often client and server let each other know that they are alive.</summary>
public sealed class HeartBeatOptions
{
    /// <summary>How often the server can send, at most; a client that wants it less often gets it less often. Zero: never.</summary>
    public TimeSpan Outgoing { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the server wants to hear from a client that offers heart-beats. Zero: it does not care.</summary>
    public TimeSpan Incoming { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After how many missed intervals a client counts as lost.</summary>
    public double Tolerance { get; set; } = 2.5;

    /// <summary>The least that a client may be late, however short its interval is.</summary>
    public TimeSpan MinimumGrace { get; set; } = TimeSpan.FromSeconds(3);
}
