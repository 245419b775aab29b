namespace Wava.Web.Accounts;

/// <summary>A key for access tokens, as it stands in the configuration (<c>Tokens:Keys:0</c>).</summary>
internal sealed class TokenKeyOptions
{
    /// <summary>The name under which tokens refer to it.</summary>
    public string Id { get; set; } = "";

    /// <summary>At least 32 random octets in base64.</summary>
    public string Secret { get; set; } = "";
}
