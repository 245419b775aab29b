using System.Buffers.Text;
using System.Security.Cryptography;

namespace Wava.Web.Storage;

/// <summary>Makes names that cannot be guessed: 128 random bits in 22 letters, digits, hyphens and underscores.</summary>
internal static class Ids
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether a text could be one. Whatever could not is not looked up.</summary>
    public static bool IsWellFormed(string? id) => id is { Length: 22 } && id.All(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_');
}
