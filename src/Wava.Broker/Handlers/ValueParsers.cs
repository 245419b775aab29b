using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Wava.Broker.Handlers;

/// <summary>The ways in which headers and variables become values. Numbers and dates are read as no culture in particular writes them.</summary>
internal static class ValueParsers
{
    /// <summary>Whether headers and variables can be read as this type.</summary>
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    public static bool CanParse(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) || type.IsEnum || Implements(type, typeof(IParsable<>));
    }

    /// <summary>The parser, a <see cref="ValueParser{T}"/> of a type for which <see cref="CanParse"/> said yes.</summary>
    [RequiresDynamicCode(HandlerCompiler.NeedsCode)]
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    public static object For(Type type)
    {
        if (type == typeof(string)) return new OfString();
        if (Nullable.GetUnderlyingType(type) is { } inner) return Make(typeof(OfNullable<>), inner, For(inner));
        if (type.IsEnum) return Make(typeof(OfEnum<>), type);
        return Make(Implements(type, typeof(IUtf8SpanParsable<>)) ? typeof(OfOctets<>) : typeof(OfParsable<>), type);
    }

    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    private static bool Implements(Type type, Type definition) =>
        Array.Exists(type.GetInterfaces(), each => each.IsGenericType && each.GetGenericTypeDefinition() == definition && each.GenericTypeArguments[0] == type);

    [RequiresDynamicCode(HandlerCompiler.NeedsCode)]
    [RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
    private static object Make(Type definition, Type type, params object[] arguments) => Activator.CreateInstance(definition.MakeGenericType(type), arguments)!;

    private static string Describe<T>()
    {
        Type type = typeof(T);
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(Guid)) return "a UUID";
        if (type == typeof(char)) return "a single character";
        if (type == typeof(DateTime) || type == typeof(DateTimeOffset)) return "a date and time";
        if (type == typeof(DateOnly)) return "a date";
        if (type == typeof(TimeOnly)) return "a time of day";
        if (type == typeof(TimeSpan)) return "a length of time";
        if (type == typeof(double) || type == typeof(float) || type == typeof(Half) || type == typeof(decimal)) return "a number";
        return type.IsPrimitive || type == typeof(Int128) || type == typeof(UInt128) || type == typeof(BigInteger) ? "a whole number that is not too large" : "of the form that is expected";
    }

    private sealed class OfString : ValueParser<string>
    {
        public override string Expected => "text";

        public override bool TryParse(string text, out string value)
        {
            value = text;
            return true;
        }
    }

    private class OfParsable<T> : ValueParser<T>
        where T : IParsable<T>
    {
        public override string Expected { get; } = Describe<T>();

        public override bool TryParse(string text, out T value) => T.TryParse(text, CultureInfo.InvariantCulture, out value!);
    }

    private sealed class OfOctets<T> : OfParsable<T>
        where T : IParsable<T>, IUtf8SpanParsable<T>
    {
        public override bool TryParse(ReadOnlySpan<byte> text, out T value) => T.TryParse(text, CultureInfo.InvariantCulture, out value!);
    }

    /// <summary>Reads names of an enum in any case; numbers, which could be anything, are none.</summary>
    private sealed class OfEnum<T> : ValueParser<T>
        where T : struct, Enum
    {
        public override string Expected { get; } = "one of " + string.Join(", ", Enum.GetNames<T>());

        public override bool TryParse(string text, out T value)
        {
            value = default;
            string start = text.TrimStart();
            return start.Length > 0 && !char.IsAsciiDigit(start[0]) && start[0] is not ('-' or '+') && Enum.TryParse(text, ignoreCase: true, out value);
        }
    }

    private sealed class OfNullable<T>(ValueParser<T> inner) : ValueParser<T?>
        where T : struct
    {
        public override string Expected => inner.Expected;

        public override bool TryParse(string text, out T? value)
        {
            bool parsed = inner.TryParse(text, out T found);
            value = found;
            return parsed;
        }

        public override bool TryParse(ReadOnlySpan<byte> text, out T? value)
        {
            bool parsed = inner.TryParse(text, out T found);
            value = found;
            return parsed;
        }
    }
}
