using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Wava.Broker.Messages;

/// <summary>Says how JSON is read and written: as on the web, and strictly.</summary>
internal static class MessageJson
{
    /// <summary>Makes the options.</summary>
    /// <param name="maxDepth">How deep bodies may be nested.</param>
    /// <param name="configurations">What the application changes. JSON contexts that it adds are asked before reflection is.</param>
    public static JsonSerializerOptions Create(int maxDepth, IEnumerable<Action<JsonSerializerOptions>> configurations)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            MaxDepth = maxDepth,
            // Not meant for the inside of an HTML page: outside of it, escaped letters would only make bodies longer.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
        };
        foreach (Action<JsonSerializerOptions> configure in configurations) configure(options);
        if (JsonSerializer.IsReflectionEnabledByDefault) AddReflection(options);
        options.TypeInfoResolver ??= JsonTypeInfoResolver.Combine();
        options.MakeReadOnly();
        return options;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Applications that are trimmed switch reflection off, and this is not called.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Applications that are compiled ahead of time switch reflection off, and this is not called.")]
    private static void AddReflection(JsonSerializerOptions options) => options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
}
