namespace Wava.Broker.Sessions;

/// <summary>What happens to a subscriber that reads more slowly than it is sent to, once its outbox is full.</summary>
public sealed record OverflowPolicy
{
    private OverflowPolicy(OverflowKind kind, string? conflationKey = null)
    {
        Kind = kind;
        ConflationKey = conflationKey;
        ConflationKeyOctets = conflationKey is null ? [] : System.Text.Encoding.UTF8.GetBytes(conflationKey);
    }

    /// <summary>The connection is closed with an ERROR: the client knows that it missed something and can ask for it again. The default.</summary>
    public static OverflowPolicy Disconnect { get; } = new(OverflowKind.Disconnect);

    /// <summary>The oldest waiting messages go; the next one that is sent says how many are missing (<c>wava-gap</c>).</summary>
    public static OverflowPolicy DropOldest { get; } = new(OverflowKind.DropOldest);

    /// <summary>Which of the three it is.</summary>
    internal OverflowKind Kind { get; }

    /// <summary>The header whose value tells which messages replace one another, or null.</summary>
    public string? ConflationKey { get; }

    /// <summary>The same as octets.</summary>
    internal byte[] ConflationKeyOctets { get; }

    /// <summary>Of the messages that wait with the same value in the header <paramref name="header"/> only the latest is kept.</summary>
    public static OverflowPolicy Conflate(string header)
    {
        ArgumentException.ThrowIfNullOrEmpty(header);
        return new OverflowPolicy(OverflowKind.Conflate, header);
    }

    /// <summary>Reads <c>disconnect</c>, <c>drop-oldest</c> or <c>conflate(header)</c>.</summary>
    /// <returns>The policy, or null when the text is none of these.</returns>
    public static OverflowPolicy? Parse(string text) => text switch
    {
        "disconnect" => Disconnect,
        "drop-oldest" => DropOldest,
        _ when text.StartsWith("conflate(", StringComparison.Ordinal) && text.EndsWith(')') && text.Length > 10 => Conflate(text[9..^1]),
        _ => null,
    };

    /// <summary>Whether the other policy says the same.</summary>
    public bool Equals(OverflowPolicy? other) => other is not null && Kind == other.Kind && ConflationKey == other.ConflationKey;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, ConflationKey);

    /// <summary>The same words that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Kind switch
    {
        OverflowKind.DropOldest => "drop-oldest",
        OverflowKind.Conflate => $"conflate({ConflationKey})",
        _ => "disconnect",
    };
}
