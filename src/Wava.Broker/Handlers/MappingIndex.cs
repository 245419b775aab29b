using Wava.Broker.Destinations;

namespace Wava.Broker.Handlers;

/// <summary>The handlers of one kind by what they claim: a table of exact destinations, and patterns with the most specific first.</summary>
/// <remarks>
/// A destination that a mapping names exactly costs one look into the table, and no other can be more specific. Patterns are tried one after another, but
/// only those that begin with the same segment as the destination (most do begin with a word), and then those that begin with anything.
/// </remarks>
internal sealed class MappingIndex
{
    private readonly bool _dotted;
    private readonly Dictionary<byte[], Claim>.AlternateLookup<ReadOnlySpan<byte>> _exact;
    private readonly Dictionary<byte[], Claim[]>.AlternateLookup<ReadOnlySpan<byte>> _byFirst;
    private readonly Claim[] _others;

    /// <summary>Orders the handlers; those that claim the same are told as problems.</summary>
    public MappingIndex(HandlerKind kind, IEnumerable<HandlerDescriptor> handlers, char separator, ICollection<string> problems)
    {
        _dotted = separator == '.';
        var exact = new Dictionary<byte[], Claim>(OctetComparer.Instance);
        var claims = new Dictionary<string, Claim>(StringComparer.Ordinal);
        foreach (HandlerDescriptor handler in handlers.Where(handler => handler.Kind == kind))
        {
            foreach (Mapping mapping in handler.Mappings)
            {
                var claim = new Claim(mapping, handler);
                if (claims.TryAdd(mapping.Shape, claim)) continue;
                Claim first = claims[mapping.Shape];
                string same = first.Mapping.Text == mapping.Text ? mapping.Text : $"{first.Mapping.Text} and {mapping.Text}, which are the same";
                problems.Add($"{first.Handler.Name} and {handler.Name} both claim {same}{(kind == HandlerKind.Message ? "" : " (subscriptions)")}: only one of them can have it.");
            }
        }

        foreach (Claim claim in claims.Values)
        {
            if (claim.Mapping.Exact is { } octets) exact.Add(octets, claim);
        }

        Claim[] patterns = [.. claims.Values.Where(claim => claim.Mapping.Exact is null).OrderBy(claim => claim.Mapping)];
        _exact = exact.GetAlternateLookup<ReadOnlySpan<byte>>();
        _byFirst = patterns.Where(claim => claim.Mapping.First is not null).GroupBy(claim => claim.Mapping.First!, OctetComparer.Instance)
            .ToDictionary(group => group.Key, group => group.ToArray(), OctetComparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
        _others = [.. patterns.Where(claim => claim.Mapping.First is null)];
    }

    public HandlerDescriptor? Find(ReadOnlySpan<byte> destination, out DestinationMatch match)
    {
        destination = Mapping.Trim(destination, _dotted);
        if (_exact.TryGetValue(destination, out Claim exact))
        {
            match = new DestinationMatch(exact.Mapping, null);
            return exact.Handler;
        }

        // Literal segments come first in the order of mappings, so those in the table are more specific than the others.
        if (_byFirst.Dictionary.Count > 0 && _byFirst.TryGetValue(destination[..Mapping.EndOfSegment(destination, _dotted)], out Claim[]? claims)
            && Find(claims, destination, out match) is { } found)
            return found;
        return Find(_others, destination, out match);
    }

    private static HandlerDescriptor? Find(Claim[] claims, ReadOnlySpan<byte> destination, out DestinationMatch match)
    {
        foreach (Claim claim in claims)
        {
            if (!claim.Mapping.TryMatch(destination, out string[]? values)) continue;
            match = new DestinationMatch(claim.Mapping, values);
            return claim.Handler;
        }

        match = default;
        return null;
    }

    private readonly record struct Claim(Mapping Mapping, HandlerDescriptor Handler);
}
