using Wava.Web.Problems;

namespace Wava.Web.Storage;

/// <summary>A change that waits for its turn, is made within somebody's transaction, and is told how it ended when that is committed.</summary>
internal abstract class SqliteChange
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int GivenUp = 2;

    private int _state;

    /// <summary>Takes the turn. False: nobody waits for it any more.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Waiting) != GivenUp;

    /// <summary>Makes the change. What the change itself throws is kept for <see cref="Complete"/>.</summary>
    /// <returns>What it has thrown, or null.</returns>
    public abstract Exception? Run(Sql sql);

    /// <summary>Tells whoever waits what <see cref="Run"/> came to.</summary>
    public abstract void Complete();

    /// <summary>Tells whoever waits that nothing was stored.</summary>
    public abstract void Fail(ProblemException reason);

    protected bool TryGiveUp() => Interlocked.CompareExchange(ref _state, GivenUp, Waiting) == Waiting;
}
