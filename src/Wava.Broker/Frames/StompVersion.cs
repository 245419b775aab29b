namespace Wava.Broker.Frames;

/// <summary>The dialect that the two ends of a connection have agreed on.</summary>
public enum StompVersion : byte
{
    /// <summary>STOMP 1.0: no escapes, no required headers on most frames, blanks around a value do not count.</summary>
    V10,

    /// <summary>STOMP 1.1: escapes for backslash, colon and line feed; heart-beats; NACK.</summary>
    V11,

    /// <summary>STOMP 1.2: a fourth escape for the carriage return; a line may end with CR LF.</summary>
    V12,
}
