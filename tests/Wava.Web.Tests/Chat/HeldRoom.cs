using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wava.Testing;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Chat;

/// <summary>Keeps the storage from changing a room until the test says so: whatever is written meanwhile waits.</summary>
internal sealed class HeldRoom : IAsyncDisposable
{
    private readonly WavaApp _app;
    private readonly NpgsqlConnection? _connection;
    private readonly ManualResetEventSlim _go = new();
    private Task _held = Task.CompletedTask;

    private HeldRoom(WavaApp app, NpgsqlConnection? connection) => (_app, _connection) = (app, connection);

    public static async Task<HeldRoom> HoldAsync(WavaApp app, string room)
    {
        if (app.Services.GetRequiredService<IConfiguration>()["Storage:PostgreSQL"] is { Length: > 0 } postgres)
        {
            var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            await ExecuteAsync(connection, $"BEGIN; SELECT 1 FROM rooms WHERE id = '{room}' FOR UPDATE");
            return new HeldRoom(app, connection);
        }

        var held = new HeldRoom(app, null);
        using var begun = new ManualResetEventSlim();
        held._held = app.Services.GetRequiredService<Database>().WriteAsync(sql =>
        {
            begun.Set();
            held._go.Wait();
            return Task.FromResult(0);
        });
        await Task.Run(() => begun.Wait());
        return held;
    }

    /// <summary>Waits until so many changes wait.</summary>
    public Task WaitForAsync(int changes) => Eventually.IsTrue(async () => await CountAsync() >= changes, $"{changes} changes wait for the storage");

    public async Task ReleaseAsync()
    {
        _go.Set();
        await _held;
        if (_connection is not null) await ExecuteAsync(_connection, "COMMIT");
    }

    public async ValueTask DisposeAsync()
    {
        _go.Set();
        await _held;
        if (_connection is not null) await _connection.DisposeAsync();
        _go.Dispose();
    }

    private async Task<long> CountAsync()
    {
        if (_connection is null) return Measure("wava.storage.queue.length");
        await using var command = new NpgsqlCommand("SELECT pg_stat_clear_snapshot(); SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", _connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        await reader.NextResultAsync();
        await reader.ReadAsync();
        return reader.GetInt64(0);
    }

    private int Measure(string gauge)
    {
        int value = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == gauge && instrument.Meter.Scope == _app.Services.GetRequiredService<IMeterFactory>()) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, measured, _, _) => value = measured);
        listener.Start();
        listener.RecordObservableInstruments();
        return value;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
