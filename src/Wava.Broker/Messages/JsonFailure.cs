using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Wava.Broker.Messages;

/// <summary>Says in words for the sender why a body could not be read as JSON. The serializer's own words name types of the application.</summary>
internal static class JsonFailure
{
    private const int LongestPath = 200;
    private static readonly string[] Required = ["This field is required."];

    public static MessageBodyException Explain(JsonException failure, ReadOnlySpan<byte> body, JsonTypeInfo json)
    {
        // The reader's own complaints, about what is no JSON at all, come wrapped.
        bool malformed = failure.InnerException is JsonException;
        if (!malformed && failure.Path == "$" && Missing(body, json) is { Count: > 0 } missing)
        {
            return new MessageBodyException("Malformed JSON", $"Fields are missing: {string.Join(", ", missing)}.")
            {
                Errors = missing.ToDictionary(name => name, _ => Required, StringComparer.Ordinal),
            };
        }

        string where = string.Create(CultureInfo.InvariantCulture, $"line {(failure.LineNumber ?? 0) + 1}, position {(failure.BytePositionInLine ?? 0) + 1}");
        string? field = Field(failure.Path);
        string details = malformed ? $"The body is not well-formed JSON: {where}."
            : field is null ? $"The body is JSON, but not what is expected here: {where}."
            : $"The field {field} is not what is expected there: {where}.";
        if (field is null) return new MessageBodyException("Malformed JSON", details);
        return new MessageBodyException("Malformed JSON", details)
        {
            Errors = new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                [field] = [malformed ? "The JSON is malformed here." : "This value is missing or not of the kind that is expected."],
            },
        };
    }

    /// <summary>The field by which objects say what they are, if there are any of several types in a body; else null.</summary>
    public static string? Discriminator(JsonTypeInfo json)
    {
        HashSet<Type> seen = [json.Type];
        Stack<JsonTypeInfo> left = new([json]);
        while (left.TryPop(out JsonTypeInfo? each))
        {
            if (each.PolymorphismOptions is { } options) return options.TypeDiscriminatorPropertyName;
            foreach (Type inner in each.ElementType is { } item ? [item] : each.Properties.Select(property => property.PropertyType))
            {
                if (seen.Add(inner) && json.Options.TryGetTypeInfo(inner, out JsonTypeInfo? next)) left.Push(next);
            }
        }

        return null;
    }

    /// <summary>The path without its root: <c>lines[0].text</c>.</summary>
    private static string? Field(string? path)
    {
        if (path is null || path.Length > LongestPath || !path.StartsWith('$')) return null;
        path = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path[1..];
        return path.Length == 0 ? null : path;
    }

    /// <summary>The required fields that the outermost object lacks.</summary>
    private static List<string> Missing(ReadOnlySpan<byte> body, JsonTypeInfo json)
    {
        List<string> missing = [];
        if (json.Kind != JsonTypeInfoKind.Object) return missing;
        JsonSerializerOptions options = json.Options;
        HashSet<string> present = new(options.PropertyNameCaseInsensitive ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions
        {
            AllowTrailingCommas = options.AllowTrailingCommas,
            CommentHandling = options.ReadCommentHandling,
            MaxDepth = options.MaxDepth,
        });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return missing;
        try
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                present.Add(reader.GetString()!);
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Another fault than a missing field.
            return missing;
        }

        foreach (JsonPropertyInfo property in json.Properties)
        {
            if (property.IsRequired && !present.Contains(property.Name)) missing.Add(property.Name);
        }

        return missing;
    }
}
