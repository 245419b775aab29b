using System.Net;
using System.Net.Sockets;

namespace Wava.Web.Accounts;

/// <summary>Says where a client comes from, in the unit that limits count by: an IPv4 address, or the /64 network of an IPv6 address, all of which is one customer's.</summary>
internal static class ClientAddress
{
    public static string Of(HttpContext http) => Of(http.Connection.RemoteIpAddress);

    /// <summary>Reads what the broker says of a session: an address, perhaps with a port.</summary>
    public static string Of(string? text) =>
        Of(IPAddress.TryParse(text, out IPAddress? address) ? address : IPEndPoint.TryParse(text ?? "", out IPEndPoint? point) ? point.Address : null);

    private static string Of(IPAddress? address)
    {
        if (address is null) return "local";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexStringLower(address.GetAddressBytes(), 0, 8) : address.ToString();
    }
}
