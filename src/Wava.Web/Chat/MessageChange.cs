using Wava.Web.Rooms;
using Wava.Web.Storage;

namespace Wava.Web.Chat;

/// <summary>A change of a message that is there.</summary>
internal abstract class MessageChange(Membership who, long sequence) : ChatJob(who)
{
    public long Sequence { get; } = sequence;

    /// <summary>Makes the change.</summary>
    /// <param name="sql">The transaction.</param>
    /// <param name="message">The message. <see cref="MessageRow.Changed"/> and what else the change sets is stored by the caller.</param>
    /// <param name="now">The time, as it is stored.</param>
    /// <returns>False when everything is as the change would have it: then nobody is told.</returns>
    /// <exception cref="Problems.ProblemException">It is not theirs to make.</exception>
    public abstract Task<bool> ApplyAsync(Sql sql, MessageRow message, long now);
}
