using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Wava.Web.Problems;
using Wava.Web.Signaling.News;

namespace Wava.Web.Signaling.Sockets;

/// <summary>How bare sockets write and are written to: <c>{"event": ..., "data": ...}</c>.</summary>
internal static class SocketJson
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 32,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private static readonly JsonElement Nothing = JsonElement.Parse("null");

    /// <summary>Reads a message; null when it is none.</summary>
    public static SocketMessage? Read(ReadOnlySpan<byte> text)
    {
        SocketMessage? message = Read<SocketMessage>(text);
        return message is { Data.ValueKind: JsonValueKind.Undefined } ? message with { Data = Nothing } : message;
    }

    /// <summary>Reads what a message says; null when it is something else.</summary>
    public static T? Read<T>(JsonElement data)
        where T : class
    {
        try
        {
            return data.Deserialize<T>(Format);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes news. A signal looks as if its sender had written it, but for its name.</summary>
    public static byte[] Write(CallNews news)
    {
        if (news is not PeerSignal signal) return Write(EventOf(news), news);
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = Format.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteString("event", signal.Kind);
            writer.WritePropertyName("data");
            new UntouchedJson().Write(writer, signal.Data, Format);
            writer.WriteString("from", signal.From);
            writer.WriteString("to", signal.To);
            writer.WriteEndObject();
        }

        return text.WrittenSpan.ToArray();
    }

    /// <summary>Writes what could not be done.</summary>
    public static byte[] Write(ProblemException problem) => Write(SocketEvents.Error, new { problem.Code, problem.Message, problem.Details });

    /// <summary>Writes an event.</summary>
    public static byte[] Write(string name, object data) => JsonSerializer.SerializeToUtf8Bytes(new { Event = name, Data = data }, Format);

    private static T? Read<T>(ReadOnlySpan<byte> text)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Format);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string EventOf(CallNews news) => news switch
    {
        Welcome => SocketEvents.Welcome,
        PeerJoined => "joined",
        PeerAway => "away",
        PeerBack => "back",
        PeerLeft => "left",
        PeerChanged => SocketEvents.State,
        _ => throw new ArgumentOutOfRangeException(nameof(news)),
    };
}
