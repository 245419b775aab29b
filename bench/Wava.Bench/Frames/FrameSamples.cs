using System.Text;

namespace Wava.Bench.Frames;

/// <summary>The octets that the benchmarks read.</summary>
internal static class FrameSamples
{
    public static byte[] Send200()
    {
        const string Head = "SEND\ndestination:/topic/rooms.42\ncontent-type:application/json\ncontent-length:90\nx-request-id:1f0c4f9e\n\n";
        byte[] frame = Encoding.UTF8.GetBytes(Head + new string('b', 90) + "\0");
        return frame.Length is >= 195 and <= 205 ? frame : throw new InvalidOperationException($"{frame.Length} octets");
    }

    public static byte[] Of64KiB(string shape)
    {
        const int Size = 64 * 1024;
        var wire = new MemoryStream();
        switch (shape)
        {
            case "frames":
                while (wire.Length < Size) wire.Write(Send200());
                break;
            case "counted":
                wire.Write(Encoding.UTF8.GetBytes($"SEND\ndestination:/topic/a\ncontent-length:{Size}\n\n{new string('b', Size)}\0"));
                break;
            case "open":
                wire.Write(Encoding.UTF8.GetBytes($"SEND\ndestination:/topic/a\n\n{new string('b', Size)}\0"));
                break;
            default:
                // Ninety headers of 60 octets a frame.
                string headers = string.Concat(Enumerable.Range(10, 90).Select(i => $"x-header-{i}:{new string('v', 47)}\n"));
                while (wire.Length < Size) wire.Write(Encoding.UTF8.GetBytes($"SEND\n{headers}\n\0"));
                break;
        }

        return wire.ToArray();
    }
}
