namespace Wava.Web.Signaling;

internal sealed partial class Calls
{
    /// <summary>A connection has ended: its peers, in whatever rooms, are away.</summary>
    public async ValueTask LoseAsync(PeerLink link)
    {
        foreach (string room in link.Rooms.Keys)
        {
            if (!_calls.TryGetValue(room, out ActiveCall? active)) continue;
            active.Call.Lose(link);
            await SettleAsync(active);
        }
    }

    /// <summary>Somebody is no member of a room any more.</summary>
    public async ValueTask RemoveUserAsync(string room, string user, string reason)
    {
        if (!_calls.TryGetValue(room, out ActiveCall? active)) return;
        active.Call.RemoveUser(user, reason);
        await SettleAsync(active);
    }

    /// <summary>A room is no more.</summary>
    public async ValueTask RemoveAllAsync(string room)
    {
        if (!_calls.TryGetValue(room, out ActiveCall? active)) return;
        active.Call.RemoveAll();
        await SettleAsync(active);
    }
}
