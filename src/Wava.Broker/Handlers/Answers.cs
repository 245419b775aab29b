namespace Wava.Broker.Handlers;

/// <summary>Brings what handlers return into one form. What is there already is handed on at once; only what is still awaited needs a continuation.</summary>
internal static class Answers
{
    /// <summary>Says what becomes of the value that a handler returned or a task gave.</summary>
    public interface IForm<in T>
    {
        static abstract object? Of(T value);
    }

    /// <summary>The value as it is.</summary>
    public readonly struct AsItIs<T> : IForm<T>
    {
        public static object? Of(T value) => value;
    }

    /// <summary>A stream of values that are no objects, as one of objects.</summary>
    public readonly struct Boxed<TStream, T> : IForm<TStream>
        where TStream : IAsyncEnumerable<T>
    {
        public static object? Of(TStream value) => value is null ? null : Box<T>(value);
    }

    public static ValueTask<object?> Of(Task? task) => task is null || task.IsCompletedSuccessfully ? default : AwaitAsync(task);

    public static ValueTask<object?> Of(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully) return AwaitAsync(task);
        // The source of a value task may count on being asked for its result.
        task.GetAwaiter().GetResult();
        return default;
    }

    public static ValueTask<object?> Of<T, TForm>(Task<T>? task)
        where TForm : struct, IForm<T> =>
        task is null ? default : task.IsCompletedSuccessfully ? new(TForm.Of(task.GetAwaiter().GetResult())) : AwaitAsync<T, TForm>(task);

    public static ValueTask<object?> Of<T, TForm>(ValueTask<T> task)
        where TForm : struct, IForm<T> =>
        task.IsCompletedSuccessfully ? new(TForm.Of(task.GetAwaiter().GetResult())) : AwaitAsync<T, TForm>(task);

    private static async ValueTask<object?> AwaitAsync(Task task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> AwaitAsync(ValueTask task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> AwaitAsync<T, TForm>(Task<T> task)
        where TForm : struct, IForm<T> => TForm.Of(await task);

    private static async ValueTask<object?> AwaitAsync<T, TForm>(ValueTask<T> task)
        where TForm : struct, IForm<T> => TForm.Of(await task);

    private static async IAsyncEnumerable<object?> Box<T>(
        IAsyncEnumerable<T> stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (T each in stream.WithCancellation(cancellationToken)) yield return each;
    }
}
