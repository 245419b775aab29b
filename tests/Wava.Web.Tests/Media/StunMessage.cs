using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Wava.Web.Tests.Media;

/// <summary>A STUN message (RFC 8489): a type, a number, attributes.</summary>
internal sealed class StunMessage(int type)
{
    public const int Binding = 0x0001;
    public const int Allocate = 0x0003;
    public const int CreatePermission = 0x0008;

    public const int Username = 0x0006;
    public const int Realm = 0x0014;
    public const int Nonce = 0x0015;
    public const int XorPeerAddress = 0x0012;
    public const int XorRelayedAddress = 0x0016;
    public const int RequestedTransport = 0x0019;

    private const int Integrity = 0x0008;
    private const int Error = 0x0009;
    private const uint Cookie = 0x2112A442;

    private readonly List<(int Type, byte[] Value)> _attributes = [];

    public byte[] Number { get; private init; } = RandomNumberGenerator.GetBytes(12);

    public bool IsSuccess => (type & 0x0110) == 0x0100;

    /// <summary>401 and the like; 0 when it is no error.</summary>
    public int ErrorCode => Find(Error) is { } value ? (value[2] * 100) + value[3] : 0;

    public static StunMessage Read(byte[] octets)
    {
        var message = new StunMessage(BinaryPrimitives.ReadUInt16BigEndian(octets)) { Number = octets[8..20] };
        for (int at = 20; at + 4 <= octets.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(at + 2));
            message._attributes.Add((BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(at)), octets[(at + 4)..(at + 4 + length)]));
            at += 4 + Padded(length);
        }

        return message;
    }

    public byte[]? Find(int attribute) => _attributes.Find(each => each.Type == attribute).Value;

    public string Text(int attribute) => Encoding.UTF8.GetString(Find(attribute)!);

    public StunMessage With(int attribute, byte[] value)
    {
        _attributes.Add((attribute, value));
        return this;
    }

    /// <summary>Signs it with long-term credentials: <c>user:realm:password</c>.</summary>
    public StunMessage WithIntegrity(string credentials)
    {
#pragma warning disable CA5350, CA5351 // The RFC says so.
        byte[] key = MD5.HashData(Encoding.UTF8.GetBytes(credentials));
        // What is signed already counts the signature in its length.
        byte[] signature = HMACSHA1.HashData(key, ToArray(extra: 24));
#pragma warning restore CA5350, CA5351
        return With(Integrity, signature);
    }

    /// <summary>An address as it is written there, mixed with the cookie.</summary>
    public byte[] XorAddress(IPAddress address, int port)
    {
        byte[] octets = address.GetAddressBytes();
        var value = new byte[4 + octets.Length];
        value[1] = (byte)(octets.Length == 4 ? 1 : 2);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(2), (ushort)(port ^ (int)(Cookie >> 16)));
        var mask = new byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(mask, Cookie);
        Number.CopyTo(mask, 4);
        for (int i = 0; i < octets.Length; i++) value[4 + i] = (byte)(octets[i] ^ mask[i]);
        return value;
    }

    /// <summary>The address in an attribute, of IPv4.</summary>
    public IPEndPoint Address(int attribute)
    {
        byte[] value = Find(attribute)!;
        uint address = BinaryPrimitives.ReadUInt32BigEndian(value.AsSpan(4)) ^ Cookie;
        return new IPEndPoint(new IPAddress(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(address))), BinaryPrimitives.ReadUInt16BigEndian(value.AsSpan(2)) ^ (int)(Cookie >> 16));
    }

    public byte[] ToArray() => ToArray(extra: 0);

    private byte[] ToArray(int extra)
    {
        int length = _attributes.Sum(each => 4 + Padded(each.Value.Length));
        var octets = new byte[20 + length];
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), (ushort)(length + extra));
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(4), Cookie);
        Number.CopyTo(octets, 8);
        int at = 20;
        foreach ((int attribute, byte[] value) in _attributes)
        {
            BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(at), (ushort)attribute);
            BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(at + 2), (ushort)value.Length);
            value.CopyTo(octets, at + 4);
            at += 4 + Padded(value.Length);
        }

        return octets;
    }

    private static int Padded(int length) => (length + 3) & ~3;
}
