using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Wava.Web.Hosting;

/// <summary>Believes what trusted reverse proxies say about a request: from where, by which scheme, for which host.</summary>
internal static class Proxies
{
    public static void AddProxies(this IServiceCollection services)
    {
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<WebOptions>>((headers, web) =>
        {
            headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            headers.ForwardLimit = null;
            headers.KnownProxies.Clear();
            headers.KnownIPNetworks.Clear();
            foreach (string each in web.Value.TrustedProxies)
            {
                if (IPAddress.TryParse(each, out IPAddress? address)) headers.KnownProxies.Add(address);
                else headers.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(each));
            }
        });
        services.AddOptions<Microsoft.AspNetCore.HostFiltering.HostFilteringOptions>().Configure<IOptions<WebOptions>>((filter, web) =>
        {
            if (web.Value.Hosts.Count > 0) filter.AllowedHosts = [.. web.Value.Hosts];
        });
    }

    public static void UseProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<WebOptions>>().Value.TrustedProxies.Count > 0) app.UseForwardedHeaders();
    }
}
