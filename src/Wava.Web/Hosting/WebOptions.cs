using System.Net;
using Microsoft.Extensions.Options;

namespace Wava.Web.Hosting;

/// <summary>How the application stands in the web (<c>Web</c>).</summary>
internal sealed class WebOptions
{
    /// <summary>
    /// Addresses or networks (10.0.0.0/8) of reverse proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed. Empty: nobody's.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Host names the application answers to; empty: any. Behind a proxy, name yours.</summary>
    public IList<string> Hosts { get; } = [];

    internal sealed class Validator : IValidateOptions<WebOptions>
    {
        public ValidateOptionsResult Validate(string? name, WebOptions options)
        {
            string? wrong = options.TrustedProxies.FirstOrDefault(each => !IPNetwork.TryParse(each, out _) && !IPAddress.TryParse(each, out _));
            return wrong is null
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"Web:TrustedProxies has \"{wrong}\", which is neither an address nor a network such as 10.0.0.0/8.");
        }
    }
}
