using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Wava.Web.Storage;

namespace Wava.Web.Accounts;

/// <summary>What keeps somebody signed in: the sign-in's id and 256 random bits. Only its hash is stored.</summary>
/// <remarks>
/// Because the sign-in's id is in it, a token that was replaced long ago is known for what it is although no row of it is left: so tables stay small, and theft is noticed however late.
/// </remarks>
internal sealed class RefreshToken
{
    private const int FamilyLength = 22;
    private const int SecretLength = 43;

    private RefreshToken(string family, string text) => (Family, Text, Hash) = (family, text, Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(text))));

    /// <summary>The sign-in.</summary>
    public string Family { get; }

    /// <summary>What the client keeps. Never logged, never stored.</summary>
    public string Text { get; }

    public string Hash { get; }

    public static RefreshToken New(string family) => new(family, $"{family}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}");

    /// <summary>Reads what a client has brought.</summary>
    /// <returns>Null when it can be none.</returns>
    public static RefreshToken? Read(string? text)
    {
        if (text is not { Length: FamilyLength + 1 + SecretLength } || text[FamilyLength] != '.') return null;
        string family = text[..FamilyLength];
        if (!Ids.IsWellFormed(family)) return null;
        foreach (char each in text.AsSpan(FamilyLength + 1))
        {
            if (!char.IsAsciiLetterOrDigit(each) && each is not ('-' or '_')) return null;
        }

        return new RefreshToken(family, text);
    }
}
