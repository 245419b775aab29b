using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace Wava.Broker.Transports.SockJs;

/// <summary>The page that the iframe transports of sockjs-client load from the server, to make their requests from its origin.</summary>
internal sealed class IframePage
{
    public IframePage(string? libraryUrl)
    {
        string source = HtmlEncoder.Default.Encode(libraryUrl ?? "./" + ClientLibrary.FileName);
        Octets = Encoding.UTF8.GetBytes(
            $$"""
            <!DOCTYPE html>
            <html>
            <head>
              <meta http-equiv="X-UA-Compatible" content="IE=edge" />
              <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
              <script>
                try { document.domain = document.domain; } catch (e) {}
                _sockjs_onload = function () { SockJS.bootstrap_iframe(); };
              </script>
              <script src="{{source}}"></script>
            </head>
            <body>
              <p>A page of another site uses this one to talk to this server. There is nothing to see here.</p>
            </body>
            </html>

            """);
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Octets).AsSpan(0, 16))}\"";
    }

    public byte[] Octets { get; }

    public string ETag { get; }
}
