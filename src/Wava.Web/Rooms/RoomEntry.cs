namespace Wava.Web.Rooms;

/// <summary>A room's place in memory. Its snapshot is replaced under its lock, and only ever by one of the same or a later version.</summary>
internal sealed class RoomEntry(string room)
{
    private readonly Lock _gate = new();
    private RoomSnapshot? _snapshot;
    private Departure? _because;
    private Task _aftermath = Task.CompletedTask;
    private int _pins;
    private bool _evicted;
    private long _usedAt;

    /// <summary>The room's id.</summary>
    public string Room { get; } = room;

    /// <summary>Lets one read at a time fill it.</summary>
    public SemaphoreSlim Reading { get; } = new(1, 1);

    /// <summary>Lets one change at a time of this process be made.</summary>
    public SemaphoreSlim Changing { get; } = new(1, 1);

    /// <summary>What is known; null before the first read.</summary>
    public RoomSnapshot? Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>When it was last asked for.</summary>
    public long UsedAt
    {
        get => Volatile.Read(ref _usedAt);
        set => Volatile.Write(ref _usedAt, value);
    }

    /// <summary>Says why somebody is about to leave, before it is stored; null when that change is over.</summary>
    public void Announce(Departure? because)
    {
        lock (_gate) _because = because;
    }

    /// <summary>Takes a snapshot, unless it is older than what is known, and lets what follows from the difference happen.</summary>
    /// <param name="snapshot">What was read.</param>
    /// <param name="follow">Does what follows: is given the state before, the state now and why somebody has left, if that is known.</param>
    /// <returns>Completes when all has happened that follows from this snapshot and those before it.</returns>
    public Task Install(RoomSnapshot snapshot, Func<RoomState, RoomState?, Departure?, Task> follow)
    {
        lock (_gate)
        {
            RoomSnapshot? before = _snapshot;
            if (before is not null && snapshot.Version < before.Version) return _aftermath;
            Volatile.Write(ref _snapshot, before is null || snapshot.ReadAt > before.ReadAt ? snapshot : snapshot with { ReadAt = before.ReadAt });
            if (before?.Room is { } old && !IsSame(old, snapshot.Room))
            {
                Departure? because = _because;
                Follow(() => follow(old, snapshot.Room, because));
            }

            return _aftermath;
        }
    }

    /// <summary>Lets something happen after all that is under way for the room.</summary>
    public Task Enqueue(Func<Task> work)
    {
        lock (_gate)
        {
            Follow(work);
            return _aftermath;
        }
    }

    /// <summary>Keeps it in memory until <see cref="Unpin"/>. False: it is not in memory any more.</summary>
    public bool TryPin()
    {
        lock (_gate)
        {
            if (_evicted) return false;
            _pins++;
            return true;
        }
    }

    public void Unpin()
    {
        lock (_gate) _pins--;
    }

    /// <summary>Marks it as put out of memory, if nobody needs it there.</summary>
    public bool TryEvict()
    {
        lock (_gate) return _evicted = _evicted || (_pins == 0 && _aftermath.IsCompleted);
    }

    private void Follow(Func<Task> work)
    {
        _aftermath = AfterAsync(_aftermath, work);

        static async Task AfterAsync(Task before, Func<Task> work)
        {
            // Never on the thread that holds the lock.
            await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
            await work();
        }
    }

    private static bool IsSame(RoomState old, RoomState? now)
    {
        if (now is null || old.Settings != now.Settings || old.Members.Count != now.Members.Count) return false;
        foreach ((string user, RoomMember member) in now.Members)
        {
            if (!old.Members.TryGetValue(user, out RoomMember? before) || before != member) return false;
        }

        return true;
    }
}
