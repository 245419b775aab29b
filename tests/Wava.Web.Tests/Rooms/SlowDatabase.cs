using Wava.Web.Storage;

namespace Wava.Web.Tests.Rooms;

/// <summary>A storage whose answers can be held up on their way, and that can be gone.</summary>
internal sealed class SlowDatabase(Database real) : Database
{
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _pass;

    public override string Description => real.Description;

    /// <summary>Whether it does not answer.</summary>
    public bool IsGone { get; set; }

    /// <summary>Completes when an answer is being held up.</summary>
    public Task ReadHeld => _held.Task;

    public void HoldReads() => _pass = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetReadsPass() => _pass?.SetResult();

    public override Task StartAsync(CancellationToken stop) => Task.CompletedTask;

    public override async Task<T> ReadAsync<T>(Func<Sql, Task<T>> query, CancellationToken stop = default)
    {
        if (IsGone) throw new StorageUnavailableException();
        T answer = await real.ReadAsync(query, stop);
        if (_pass is { } pass)
        {
            _held.TrySetResult();
            await pass.Task;
        }

        return answer;
    }

    public override Task<T> WriteAsync<T>(Func<Sql, Task<T>> change, CancellationToken stop = default) =>
        IsGone ? throw new StorageUnavailableException() : real.WriteAsync(change, stop);

    public override ValueTask DisposeAsync() => default;
}
