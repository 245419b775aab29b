using Microsoft.Extensions.Options;
using Wava.Web.Limits;
using Wava.Web.Rooms;

namespace Wava.Web.Chat;

/// <summary>Holds those back who write too fast: each person in each room.</summary>
internal sealed class ChatPace(IOptions<ChatOptions> options, ChatMetrics metrics, TimeProvider time)
{
    private const int Remembered = 100_000;

    private readonly Allowance _messages = new(options.Value.MaxMessages, options.Value.Per, Remembered, time);
    private readonly Allowance _changes = new(options.Value.MaxChanges, options.Value.Per, Remembered, time);
    private readonly Allowance _marks = new(options.Value.MaxChanges, options.Value.Per, Remembered, time);
    private readonly Allowance _typing = new(1, options.Value.TypingEvery, Remembered, time);
    private readonly RecentKeys<bool> _isTyping = new(Remembered);
    private readonly Lock _gate = new();

    /// <exception cref="Problems.ProblemException">Too many messages.</exception>
    public void DemandMessage(Membership who) => Demand(_messages, who);

    /// <exception cref="Problems.ProblemException">Too many edits, deletions and reactions.</exception>
    public void DemandChange(Membership who) => Demand(_changes, who);

    /// <exception cref="Problems.ProblemException">Too many read marks.</exception>
    public void DemandMark(Membership who) => Demand(_marks, who);

    /// <summary>Whether the others are to be told that somebody is typing, or has ceased to.</summary>
    public bool MayTellTyping(Membership who, bool typing)
    {
        string key = Key(who);
        if (typing && _typing.Take(key) is not null) return false;
        lock (_gate)
        {
            // That somebody has ceased is told at once, but only after it was told that they had begun.
            bool was = _isTyping.TryGet(key, out bool known) && known;
            _isTyping.Set(key, typing);
            return typing || was;
        }
    }

    private void Demand(Allowance allowance, Membership who)
    {
        if (allowance.Take(Key(who)) is not { } wait) return;
        metrics.TooFast();
        throw ChatProblems.TooFast(wait);
    }

    private static string Key(Membership who) => $"{who.Room}/{who.User}";
}
