using System.Text;

namespace Wava.Broker.FunctionalTests.Wires;

/// <summary>A WebSocket frame of the server's.</summary>
internal readonly record struct RawFrame(byte First, byte[] Payload)
{
    public int Opcode => First & 0x0F;

    public string Text => Encoding.UTF8.GetString(Payload);
}
