using Wava.Web.Storage;

namespace Wava.Web.Tests.Chat;

/// <summary>A storage whose answers to commits can get lost: what was changed is changed, but whoever asked hears that the storage is gone.</summary>
internal sealed class UnsureDatabase(Database real) : Database
{
    public override string Description => real.Description;

    public bool LosesAnswers { get; set; }

    public override Task StartAsync(CancellationToken stop) => Task.CompletedTask;

    public override Task<T> ReadAsync<T>(Func<Sql, Task<T>> query, CancellationToken stop = default) => real.ReadAsync(query, stop);

    public override async Task<T> WriteAsync<T>(Func<Sql, Task<T>> change, CancellationToken stop = default)
    {
        T answer = await real.WriteAsync(change, stop);
        return LosesAnswers ? throw new StorageUnavailableException() : answer;
    }

    public override ValueTask DisposeAsync() => default;
}
