using Wava.Web.Problems;

namespace Wava.Web.Chat;

/// <summary>What came of storing some jobs together: what is to be told, in order, and what each one's sender is to hear.</summary>
internal sealed class StoredBatch
{
    private readonly Dictionary<string, List<MessageNews>> _news = new(StringComparer.Ordinal);
    private readonly Dictionary<ChatJob, ProblemException> _problems = [];

    /// <summary>For each room, in the order of its sequence.</summary>
    public IReadOnlyDictionary<string, List<MessageNews>> News => _news;

    /// <summary>How many there are in all.</summary>
    public int Count { get; private set; }

    /// <summary>Has a room told of a message as it is now: a new one, or one that was changed.</summary>
    public void Tell(string room, MessageRow message, IEnumerable<ReactionRow> reactions)
    {
        if (!_news.TryGetValue(room, out List<MessageNews>? news)) _news[room] = news = [];
        news.Add(new MessageNews(message.Changed == message.Sequence ? "message" : "changed", message.ToMessage(ReactionRow.Gather(reactions))));
        Count++;
    }

    public void Refuse(ChatJob job, ProblemException problem) => _problems[job] = problem;

    public bool IsRefused(ChatJob job) => _problems.ContainsKey(job);

    public ProblemException? ProblemOf(ChatJob job) => _problems.GetValueOrDefault(job);
}
