using System.Buffers;

namespace Wava.Broker.Frames;

public sealed partial class FrameReader
{
    private const int SmallestBuffer = 512;

    private void Hold(ReadOnlySpan<byte> frame)
    {
        _held = 0;
        Append(frame);
    }

    private void Append(ReadOnlySpan<byte> octets)
    {
        int needed = _held + octets.Length;
        if (_buffer is null || _buffer.Length < needed) Grow(needed);
        octets.CopyTo(_buffer.AsSpan(_held));
        _held = needed;
    }

    private void Grow(int needed)
    {
        int size = Math.Max(needed, SmallestBuffer);
        if (_buffer is not null)
        {
            long doubled = 2L * _buffer.Length;

            // What is announced bounds the growth but never causes it.
            if (_part == Part.CountedBody) doubled = Math.Min(doubled, _stop);
            size = (int)Math.Max(needed, Math.Min(doubled, Array.MaxLength));
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(size);
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, _held).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }

    private void ReturnBuffer()
    {
        if (_buffer is null) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    // No frame is pending: the connection may stay idle for long now.
    private void LetGo()
    {
        ReturnBuffer();
        Frame.Release();
    }
}
