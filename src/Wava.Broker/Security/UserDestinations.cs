using System.Text;
using Wava.Broker.Destinations;

namespace Wava.Broker.Security;

/// <summary>Knows the destinations of single users, <c>/user/joe/queue/news</c>, and whose they are.</summary>
internal sealed class UserDestinations
{
    private readonly byte[] _prefix;
    private readonly string _prefixText;
    private readonly bool _dotted;

    public UserDestinations(string prefix, char separator)
    {
        _prefixText = prefix.TrimEnd('/');
        _prefix = Encoding.UTF8.GetBytes(_prefixText);
        _dotted = separator == '.';
    }

    /// <summary>Whether a destination lies below the prefix.</summary>
    public bool Contain(ReadOnlySpan<byte> destination) =>
        destination.Length > _prefix.Length && destination.StartsWith(_prefix) && IsSeparator((char)destination[_prefix.Length]);

    /// <summary>Whether a rule's pattern is written for the destinations of users, and does not merely take them in with others.</summary>
    public bool AreMeantBy(string? pattern) =>
        pattern is not null && pattern.Length > _prefixText.Length && pattern.StartsWith(_prefixText, StringComparison.Ordinal) && IsSeparator(pattern[_prefixText.Length]);

    /// <summary>Whether a destination below the prefix is that of the client itself, by the name of its user or of its session.</summary>
    public bool IsOwn(ReadOnlySpan<byte> destination, DestinationAccess access)
    {
        ReadOnlySpan<byte> rest = destination[_prefix.Length..];
        int end = rest[1..].IndexOf(rest[0]) + 1;
        return UserName.TryDecode(end == 0 ? rest[1..] : rest[1..end], out string? whose, out _)
            && (whose == access.SessionId || (UserName.TryNormalize(access.UserName, out string? own) && whose == own));
    }

    private bool IsSeparator(char octet) => octet == '/' || (_dotted && octet == '.');
}
