namespace Wava.Broker.Sessions;

/// <summary>Collects the outboxes that a batch of frames has touched, so that each is flushed once, at the batch's end.</summary>
/// <remarks>
/// The problem: a write per delivery costs the kernel some 4 microseconds and caps any server near 250,000 deliveries a second and core. The idea:
/// a transport opens a batch on its thread before it parses what one read brought and closes it after; outboxes touched in between
/// are only noted. At the close each of them has one flush queued to the thread pool, never inside the reader, never a second while one
/// is pending (the outbox knows). A batch is opened and closed within one synchronous stretch: it never spans an await. Outside of
/// a batch a touched outbox is queued at once. Batches may lie within one another; then the outermost counts. The cost: a list per reading thread.
/// </remarks>
internal sealed class FlushBatch
{
    [ThreadStatic]
    private static FlushBatch? Current;

    private readonly List<Outbox> _touched = new(64);
    private int _depth;

    /// <summary>Opens the batch of this thread.</summary>
    public static void Open() => (Current ??= new FlushBatch())._depth++;

    /// <summary>Closes it and queues a flush for every outbox that was touched.</summary>
    public static void Close()
    {
        FlushBatch batch = Current!;
        if (--batch._depth > 0) return;
        foreach (Outbox outbox in batch._touched) ThreadPool.UnsafeQueueUserWorkItem(outbox, preferLocal: false);
        batch._touched.Clear();
    }

    /// <summary>Sees to it that <paramref name="outbox"/> is flushed: at the end of the open batch, or as soon as a thread is free.</summary>
    public static void Add(Outbox outbox)
    {
        FlushBatch? batch = Current;
        if (batch is { _depth: > 0 }) batch._touched.Add(outbox);
        else ThreadPool.UnsafeQueueUserWorkItem(outbox, preferLocal: false);
    }

    /// <summary>Does on this thread what <see cref="Close"/> would leave to others, and what comes of it, in order; the batch stays open.</summary>
    /// <remarks>For whoever needs the same events in the same order every time, as a test does that repeats a run, or measures them, as a benchmark does.</remarks>
    public static void RunHere()
    {
        List<Outbox> touched = Current!._touched;
        for (int i = 0; i < touched.Count; i++) touched[i].Execute();
        touched.Clear();
    }
}
