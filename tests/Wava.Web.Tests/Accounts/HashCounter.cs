using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Wava.Web.Tests.Accounts;

/// <summary>Counts how often the application under test hashes a password, by its own metrics.</summary>
internal sealed class HashCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _count;

    public HashCounter(WavaApp app)
    {
        IMeterFactory meters = app.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "wava.web.password_hash.duration") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _count));
        _listener.Start();
    }

    public int Count => Volatile.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}
