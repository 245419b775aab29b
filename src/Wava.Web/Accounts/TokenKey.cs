using System.Buffers.Text;
using System.Text;

namespace Wava.Web.Accounts;

/// <summary>A key for access tokens, with the one header that tokens signed with it have.</summary>
internal sealed class TokenKey(string id, byte[] secret)
{
    public string Id => id;

    public byte[] Secret => secret;

    /// <summary>The first part of a token. It is never read, only compared: there is nothing in it that a token could choose.</summary>
    public string Header { get; } = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{id}}"}"""));

    public static bool IsWellFormedId(string id) => id.Length is >= 1 and <= 64 && id.All(each => char.IsAsciiLetterOrDigit(each) || each is '.' or '-' or '_');
}
