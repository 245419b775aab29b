using System.Reflection;

namespace Wava.Broker.Handlers;

/// <summary>Asks whether a parameter may be null. Code that says nothing about it means that it may not.</summary>
internal static class Nullability
{
    public static bool Allows(ParameterInfo parameter)
    {
        if (parameter.ParameterType.IsValueType) return Nullable.GetUnderlyingType(parameter.ParameterType) is not null;
        // Trimmed applications may have the annotations removed.
        if (AppContext.TryGetSwitch("System.Reflection.NullabilityInfoContext.IsSupported", out bool supported) && !supported) return false;
        return new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
    }
}
