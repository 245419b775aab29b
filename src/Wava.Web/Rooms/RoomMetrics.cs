using System.Diagnostics.Metrics;

namespace Wava.Web.Rooms;

/// <summary>Counts what a person who runs the application wants to know of rooms.</summary>
internal sealed class RoomMetrics
{
    private readonly Counter<long> _joins;
    private readonly Counter<long> _probes;

    public RoomMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("Wava.Web");
        _joins = meter.CreateCounter<long>("wava.rooms.joins", "{join}", "How often somebody came to a room's door, by what became of it.");
        _probes = meter.CreateCounter<long>("wava.rooms.probes.refused", "{request}", "Requests for rooms that were refused because their sender asks for too many that are not there.");
    }

    public void Joined(string outcome) => _joins.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void ProbeRefused() => _probes.Add(1);
}
