using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Wava.Web.Storage;

namespace Wava.Web.Rooms;

/// <summary>Knows rooms and who is in them without asking the storage for every message.</summary>
/// <remarks>
/// <para><b>The problem.</b> Whether somebody may do something in a room is asked for every message, and must not take a query each time. But nobody who
/// was removed may be let through because an older answer was remembered, or arrived late; and another process may change the same rooms.</para>
/// <para><b>The idea.</b> A room is remembered as a whole, with a version that rises with every change in the storage. A snapshot is replaced by one of
/// the same or a later version only, so the order in which answers arrive does not matter. A change in this process puts its own outcome
/// here before anybody is told of it. What is older than <see cref="RoomOptions.RefreshAfter"/> is read again before it is relied on. That somebody
/// is <i>not</i> a member is never answered from memory.</para>
/// <para><b>What follows.</b> Whoever replaces a snapshot compares the two: that somebody is gone is noticed in one place, whether it was done here or by
/// another process, and <see cref="RoomAftermath"/> does the rest, in the order of the versions.</para>
/// <para><b>The cost.</b> Two queries per room and change, and every few seconds for rooms that are in use.</para>
/// </remarks>
internal sealed class RoomMemory(Database database, RoomAftermath aftermath, IOptions<RoomOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, RoomEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>How many rooms are in memory.</summary>
    public int Count => _entries.Count;

    /// <summary>The room as it is remembered, if that is recent enough to be relied on.</summary>
    public RoomState? Peek(string room)
    {
        if (!_entries.TryGetValue(room, out RoomEntry? entry) || entry.Snapshot is not { Room: { } state } snapshot) return null;
        long now = time.GetTimestamp();
        if (time.GetElapsedTime(snapshot.ReadAt, now) >= options.Value.RefreshAfter) return null;
        entry.UsedAt = now;
        return state;
    }

    /// <summary>The room as it was at most so long ago, or null when there is none.</summary>
    public async ValueTask<RoomState?> GetAsync(string room, TimeSpan maxAge, CancellationToken stop = default)
    {
        long now = time.GetTimestamp();
        // At a time when nothing moves (zero), only what is read from now on will do.
        long after = now - (long)(maxAge.TotalSeconds * time.TimestampFrequency);
        RoomEntry entry = Find(room);
        entry.UsedAt = now;
        if (entry.Snapshot is { } known && known.ReadAt > after) return known.Room;
        await entry.Reading.WaitAsync(stop);
        try
        {
            // Whoever was here before may have read it since.
            if (entry.Snapshot is { } read && read.ReadAt > after) return read.Room;
            return await ReadAsync(entry, stop);
        }
        finally
        {
            entry.Reading.Release();
            if (entry.Snapshot?.Room is null) Forget(entry);
        }
    }

    /// <summary>Changes a room. When this completes, the change is on disk, memory knows it, and everybody has been told.</summary>
    /// <param name="room">The room's id.</param>
    /// <param name="because">Who leaves by it, and why.</param>
    /// <param name="change">The change. Is given the state it starts from, which nobody else changes meanwhile; null when there is no such room.</param>
    /// <param name="stop">Gives up waiting for the turn.</param>
    public async Task<T> ChangeAsync<T>(string room, Departure? because, Func<Sql, RoomState?, Task<T>> change, CancellationToken stop)
    {
        RoomEntry entry = Find(room);
        while (!entry.TryPin()) entry = Find(room);
        try
        {
            (T result, Task told) = await ChangeAsync(entry, because, change, stop);
            await told;
            return result;
        }
        finally
        {
            entry.Unpin();
            if (entry.Snapshot?.Room is null) Forget(entry);
        }
    }

    /// <summary>Tells something in a room after everything that is being told there already.</summary>
    public Task EnqueueAsync(string room, Func<Task> work) => Find(room).Enqueue(work);

    private async Task<(T Result, Task Told)> ChangeAsync<T>(RoomEntry entry, Departure? because, Func<Sql, RoomState?, Task<T>> change, CancellationToken stop)
    {
        await entry.Changing.WaitAsync(stop);
        try
        {
            entry.Announce(because);
            long readAt = time.GetTimestamp();
            (T result, RoomState? now) = await database.WriteAsync(
                async sql =>
                {
                    RoomState? before = await RoomStore.TakeTurnAsync(sql, entry.Room);
                    T done = await change(sql, before);
                    return (done, await RoomStore.LoadAsync(sql, entry.Room));
                },
                stop);
            return (result, Install(entry, new RoomSnapshot(now, readAt)));
        }
        finally
        {
            entry.Announce(null);
            entry.Changing.Release();
        }
    }

    private async Task<RoomState?> ReadAsync(RoomEntry entry, CancellationToken stop)
    {
        long readAt = time.GetTimestamp();
        try
        {
            RoomState? state = await database.ReadAsync(sql => RoomStore.LoadAsync(sql, entry.Room), stop);
            _ = Install(entry, new RoomSnapshot(state, readAt));
            return entry.Snapshot!.Room;
        }
        catch (StorageUnavailableException) when (entry.Snapshot is { Room: not null } known && time.GetElapsedTime(known.ReadAt) < options.Value.TrustWithoutStorage)
        {
            return known.Room;
        }
    }

    private Task Install(RoomEntry entry, RoomSnapshot snapshot) => entry.Install(snapshot, aftermath.FollowAsync);

    private RoomEntry Find(string room)
    {
        if (_entries.TryGetValue(room, out RoomEntry? entry)) return entry;
        if (_entries.Count >= options.Value.RoomsInMemory) MakeRoom();
        return _entries.GetOrAdd(room, static room => new RoomEntry(room));
    }

    /// <summary>Puts the tenth out that was not used for longest. Rooms that somebody listens to are used all the time (<see cref="RoomWatch"/>).</summary>
    private void MakeRoom()
    {
        foreach (RoomEntry entry in _entries.Values.OrderBy(each => each.UsedAt).Take(Math.Max(1, options.Value.RoomsInMemory / 10)).ToArray()) Forget(entry);
    }

    private void Forget(RoomEntry entry)
    {
        if (entry.TryEvict()) _entries.TryRemove(KeyValuePair.Create(entry.Room, entry));
    }
}
