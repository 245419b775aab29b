namespace Wava.Broker.Handlers;

/// <summary>Names types as a developer writes them.</summary>
internal static class TypeNames
{
    /// <summary>The name without its namespace: <c>IReadOnlyList&lt;ChatLine&gt;</c>.</summary>
    public static string Of(Type type)
    {
        if (type.IsArray) return Of(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner) + "?";
        int tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? type.Name : $"{type.Name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }
}
