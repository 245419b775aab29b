namespace Wava.Broker.Handlers;

/// <summary>A destination of answers, in which variables of the mapping may stand, or which follows from where the message was sent to.</summary>
internal abstract class ReplyDestination
{
    private Tuple<string, string>? _last;

    /// <summary>The destination of the answer to this message.</summary>
    public abstract string For(MessageContext context);

    /// <summary>The same behind the prefix of user destinations. Where it never changes, it is put together once.</summary>
    public string For(MessageContext context, string prefix)
    {
        string destination = For(context);
        Tuple<string, string>? last = _last;
        if (last is null || !ReferenceEquals(last.Item1, destination)) _last = last = Tuple.Create(destination, prefix + destination);
        return last.Item2;
    }
}
