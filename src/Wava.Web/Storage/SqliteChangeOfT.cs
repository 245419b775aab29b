using Wava.Web.Problems;

namespace Wava.Web.Storage;

internal sealed class SqliteChange<T>(Func<Sql, Task<T>> change) : SqliteChange
{
    private readonly TaskCompletionSource<T> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<T>? _task;

    /// <summary>Waits for the end; gives up as long as the turn has not come.</summary>
    public async Task<T> WaitAsync(CancellationToken stop)
    {
        await using CancellationTokenRegistration registration = stop.UnsafeRegister(
            (state, token) =>
            {
                var self = (SqliteChange<T>)state!;
                if (self.TryGiveUp()) self._end.TrySetCanceled(token);
            },
            this);
        return await _end.Task;
    }

    public override Exception? Run(Sql sql)
    {
        try
        {
            _task = change(sql);
            if (!_task.IsCompleted)
                throw new InvalidOperationException("A change awaits something that is not its Sql. On SQLite everybody else waits for it meanwhile: do that before.");
        }
        catch (Exception failure)
        {
            _task = Task.FromException<T>(failure);
        }

        return _task.IsCanceled ? new TaskCanceledException(_task) : _task.Exception?.InnerException;
    }

    public override void Complete() => _end.TrySetFromTask(_task!);

    public override void Fail(ProblemException reason) => _end.TrySetException(reason);
}
