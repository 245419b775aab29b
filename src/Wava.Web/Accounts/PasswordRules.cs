using System.Collections.Frozen;

namespace Wava.Web.Accounts;

/// <summary>Which passwords people can have: long enough, not too long to hash, and not among the first that anybody would try.</summary>
internal static class PasswordRules
{
    public const int Longest = 128;
    private const int Shortest = 8;

    private static readonly FrozenSet<string> Common = new[]
    {
        "password", "password1", "password12", "password123", "password1234", "passw0rd", "p@ssw0rd", "p@ssword", "pa$$word", "passwort", "passwort1", "12345678", "123456789", "1234567890", "0123456789", "87654321",
        "987654321", "9876543210", "12341234", "11223344", "12344321", "123123123", "147258369", "789456123", "123456abc", "123456qwerty", "qwertyui", "qwertyuiop", "qwerty12", "qwerty123", "qwerty1234",
        "qwertz123", "qwertzuiop", "azertyuiop", "asdfghjk", "asdfghjkl", "asdf1234", "zxcvbnm1", "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx", "zaq12wsx", "q1w2e3r4", "qazwsxedc", "1234qwer", "abcd1234", "abc12345",
        "abcdefgh", "a1b2c3d4", "aa123456", "a1234567", "iloveyou", "iloveyou1", "sunshine", "princess", "football", "baseball", "superman", "spiderman", "trustno1", "computer", "internet", "michelle", "jennifer",
        "starwars", "whatever", "liverpool", "chocolate", "butterfly", "changeme", "changeme1", "changeme123", "letmein1", "letmein123", "welcome1", "welcome123", "willkommen", "admin123", "admin1234",
        "administrator", "dragon123", "monkey123", "charlie1", "samsung1", "pokemon1", "minecraft", "basketball", "jordan23", "michael1", "master123", "shadow123", "hello123", "secret123", "test1234", "testtest",
        "default1", "guest123", "user1234", "login123", "temp1234", "summer2024", "summer2025", "winter2024", "winter2025", "google123", "facebook", "linkedin", "myspace1",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What is wrong with a password that somebody wants, or null.</summary>
    public static string? ProblemWith(string? password, string? userName)
    {
        if (password is not { Length: >= Shortest and <= Longest }) return "A password has 8 to 128 characters.";
        if (string.Equals(password, userName, StringComparison.OrdinalIgnoreCase)) return "The password must not be the user name.";
        string folded = password.ToLowerInvariant();
        return Common.Contains(folded) || folded.Distinct().Count() < 3 ? "This password is among the first that anybody would try." : null;
    }
}
