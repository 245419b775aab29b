using System.Security.Cryptography;

namespace Wava.Broker.Transports.SockJs;

/// <summary>The copy of sockjs-client that the server brings along, so that the iframe page depends on nobody else.</summary>
internal static class ClientLibrary
{
    public const string FileName = "sockjs-1.6.1.min.js";

    private static readonly Lazy<byte[]> Loaded = new(Load);

    /// <summary>The library, its licence in front of it.</summary>
    public static byte[] Octets => Loaded.Value;

    public static string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Octets).AsSpan(0, 16))}\"";

    private static byte[] Load()
    {
        using Stream resource = typeof(ClientLibrary).Assembly.GetManifestResourceStream(FileName)!;
        var octets = new byte[resource.Length];
        resource.ReadExactly(octets);
        return octets;
    }
}
