using Wava.Web.Problems;
using Wava.Web.Rooms;

namespace Wava.Web.Chat;

/// <summary>Something that is to be stored in a room and then told to it.</summary>
internal abstract class ChatJob(Membership who)
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whose it is, and in which room.</summary>
    public Membership Who { get; private set; } = who;

    /// <summary>Done when it is on disk.</summary>
    public Task End => _end.Task;

    /// <summary>Takes the place that they have now: while a job waits its author may be given another role, or be removed.</summary>
    /// <exception cref="ProblemException">They may not write any more.</exception>
    public void Check(RoomState? room) => Who = RoomGate.Demand(room, Who, RoomAction.Write);

    public void Complete(ProblemException? problem)
    {
        if (problem is null) _end.TrySetResult();
        else _end.TrySetException(problem);
    }

    public void Fail(Exception failure) => _end.TrySetException(failure);
}
