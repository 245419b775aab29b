using System.Text.Json;

namespace Wava.Broker.Hosting;

/// <summary>A change that the application wants in how JSON is read and written.</summary>
internal sealed record JsonConfiguration(Action<JsonSerializerOptions> Configure);
