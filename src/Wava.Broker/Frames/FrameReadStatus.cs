namespace Wava.Broker.Frames;

/// <summary>What a call of <see cref="FrameReader.Read(ref ReadOnlyMemory{byte})"/> came to.</summary>
public enum FrameReadStatus
{
    /// <summary>All input has been taken and no frame is complete.</summary>
    NeedMore,

    /// <summary><see cref="FrameReader.Frame"/> holds a frame; the input is what follows it.</summary>
    Frame,

    /// <summary>The input is not STOMP, or beyond a limit; <see cref="FrameReader.Error"/> says why. The reader reads no more.</summary>
    Error,
}
