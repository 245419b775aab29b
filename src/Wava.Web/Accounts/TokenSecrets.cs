using System.Security.Cryptography;

namespace Wava.Web.Accounts;

/// <summary>Makes secrets for keys, and tells good ones from those that somebody has typed or copied.</summary>
internal static class TokenSecrets
{
    private const int Octets = 32;

    // Words of samples. None of them comes about in 32 random octets within a human lifetime.
    private static readonly string[] SampleWords = ["secret", "password", "changeme", "change-me", "example", "sample", "default", "development", "0123456789", "abcdefgh"];

    public static byte[] New() => RandomNumberGenerator.GetBytes(Octets);

    /// <summary>The octets of a secret in base64 of either alphabet.</summary>
    /// <returns>Null when it is none.</returns>
    public static byte[]? Read(string text)
    {
        var octets = new byte[text.Length];
        string plain = text.Trim().Replace('-', '+').Replace('_', '/').TrimEnd('=');
        return Convert.TryFromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='), octets, out int length) ? octets[..length] : null;
    }

    /// <summary>What is wrong with a secret, as the end of a sentence; null when it will do.</summary>
    public static string? ProblemWith(string text)
    {
        if (text.Length == 0) return "is missing: give at least 32 random octets in base64, for instance those of \"openssl rand -base64 32\".";
        if (Array.Exists(SampleWords, word => text.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return "looks like a sample: make one of your own, for instance with \"openssl rand -base64 32\".";
        if (Read(text) is not { } octets) return "is not base64: give at least 32 random octets, for instance those of \"openssl rand -base64 32\".";
        if (octets.Length < Octets) return $"is too short: it has {octets.Length} octets and needs 32, for instance those of \"openssl rand -base64 32\".";
        return octets.Distinct().Count() < 16 || octets.All(octet => octet is >= 0x20 and < 0x7F)
            ? "is not random: make one with \"openssl rand -base64 32\"."
            : null;
    }
}
