using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Wava.Broker.Transports.Tcp;

#pragma warning disable IDE0130 // Here, so that nobody needs a using to find it.
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Opens the broker's doors for TCP.</summary>
public static class StompListenOptionsExtensions
{
    /// <summary>Lets STOMP clients connect by TCP to this endpoint of Kestrel; put <c>UseHttps</c> before it for TLS.</summary>
    /// <example><code>builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(61613, listen => listen.UseStomp()));</code></example>
    public static ListenOptions UseStomp(this ListenOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ApplicationServices.RequireBroker(nameof(UseStomp));
        options.UseConnectionHandler<StompConnectionHandler>();
        return options;
    }
}
