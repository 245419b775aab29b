using System.Text;
using Wava.Broker.Destinations;

namespace Wava.Broker.Users;

/// <summary>How the destinations of users are written: <c>/user/queue/news</c> for those who listen, <c>/user/ann/queue/news</c> for those who send to Ann.</summary>
internal sealed class UserAddressing
{
    private readonly byte[] _prefix;
    private readonly bool _dotted;
    private readonly Func<ReadOnlySpan<byte>, bool> _serves;

    /// <summary>Sets the rules.</summary>
    /// <param name="prefix">What all of them begin with.</param>
    /// <param name="separator">'/', or '.' where both separate.</param>
    /// <param name="serves">Whether what follows the prefix (and the name) is one that a user can have: <c>/queue/news</c>.</param>
    public UserAddressing(string prefix, char separator, Func<ReadOnlySpan<byte>, bool> serves)
    {
        Prefix = prefix;
        Separator = separator;
        _prefix = Encoding.UTF8.GetBytes(prefix);
        _dotted = separator == '.';
        _serves = serves;
    }

    public string Prefix { get; }

    public char Separator { get; }

    /// <summary>Whether it is a user destination, well written or not.</summary>
    public bool Covers(ReadOnlySpan<byte> destination) =>
        destination.StartsWith(_prefix)
        && (destination.Length == _prefix.Length || SegmentReader.IsSeparator(destination[_prefix.Length], _dotted));

    /// <summary>Whether clients can listen to it: <c>/user/queue/news</c>, where the rest is one that a user can have.</summary>
    public bool CanBeHeard(ReadOnlySpan<byte> destination) => Covers(destination) && Serves(destination[_prefix.Length..]);

    /// <summary>Takes apart what a message to a user is sent to.</summary>
    /// <param name="destination"><c>/user/ann/queue/news</c>.</param>
    /// <param name="name">Whom it names.</param>
    /// <returns>What that user's clients listen to: <c>/user/queue/news</c>.</returns>
    /// <exception cref="StompException">It names nobody, or nothing that a user can have.</exception>
    public byte[] Split(ReadOnlySpan<byte> destination, out string name)
    {
        if (DestinationPattern.IsPattern(destination))
            throw new StompException("Cannot send to a pattern", "A destination with '*' stands for many. It can be subscribed to, not sent to. In a user's name write %2A.");
        ReadOnlySpan<byte> rest = destination[_prefix.Length..];
        // A name may have points in it, unless it is itself set off by points.
        int end = rest.Length > 1 ? rest[1..].IndexOf(rest[0]) + 1 : 0;
        if (end <= 1 || !Serves(rest[end..]))
        {
            throw new StompException(
                "Unknown destination",
                $"What is sent to a user goes to {Prefix}/<name> and on to a destination under one of the broker's prefixes, for instance {Prefix}/ann/queue/news; "
                + $"{Encoding.UTF8.GetString(destination)} does not.");
        }

        if (!UserName.TryDecode(rest[1..end], out string? decoded, out string? problem)) throw new StompException("Bad user name", problem);
        name = decoded;
        return [.. _prefix, .. rest[end..]];
    }

    // Where points separate, prefixes are written with a slash in front or without.
    private bool Serves(ReadOnlySpan<byte> rest) => rest.Length > 1 && (_serves(rest) || (_dotted && _serves(rest[1..])));
}
