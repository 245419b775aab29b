namespace Wava.Broker.Handlers;

/// <summary>A destination of answers that follows from the message's: another prefix in the place of the application's.</summary>
internal sealed class FollowingReply(string prefix, DestinationLayout layout) : ReplyDestination
{
    private readonly string[] _applicationPrefixes = [.. layout.ApplicationPrefixes.Select(each => each.TrimEnd('/')).OrderByDescending(each => each.Length)];

    public override string For(MessageContext context)
    {
        string destination = context.Destination;
        foreach (string each in _applicationPrefixes)
        {
            if (destination.StartsWith(each, StringComparison.Ordinal)
                && (destination.Length == each.Length || destination[each.Length] == '/' || destination[each.Length] == layout.Separator))
                return string.Concat(prefix, destination.AsSpan(each.Length));
        }

        return prefix + destination;
    }

    public override string ToString() => prefix + "/**";
}
