using System.Reflection;

namespace Wava.Broker.Handlers;

internal sealed partial class HandlerClass
{
    /// <summary>A class's name as its author writes it: <c>Crud&lt;Room&gt;</c>.</summary>
    private static string NameOf(Type type)
    {
        string name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }

    /// <summary>The methods of a class and its base classes. Of one that is overridden, the last word.</summary>
    private static IEnumerable<MethodInfo> Methods(Type type)
    {
        var seen = new HashSet<MethodInfo>();
        foreach (Type each in Line(type).Reverse())
        {
            foreach (MethodInfo method in each.GetMethods(Declared))
            {
                // The compiler's own, such as local functions, are nobody's handlers.
                if (!method.Name.StartsWith('<') && seen.Add(method.GetBaseDefinition())) yield return method;
            }
        }
    }

    /// <summary>The attributes of a class and those inherited from its base classes; its own come last.</summary>
    private static List<object> AttributesOf(Type type) => Merge([.. Line(type)]);

    /// <summary>The attributes of a method and those inherited from the ones that it overrides; its own come last.</summary>
    private static List<object> AttributesOf(MethodInfo method)
    {
        MethodInfo definition = method.GetBaseDefinition();
        return Merge([.. Line(method.DeclaringType!).SelectMany(each => each.GetMethods(Declared)).Where(each => each.GetBaseDefinition() == definition)]);
    }

    // As the framework inherits attributes, but in an order that can be relied on.
    private static List<object> Merge(MemberInfo[] line)
    {
        var merged = new List<object>();
        foreach (MemberInfo member in line)
        {
            foreach (object attribute in member.GetCustomAttributes(inherit: false))
            {
                AttributeUsageAttribute usage = attribute.GetType().GetCustomAttribute<AttributeUsageAttribute>(inherit: true) ?? new(AttributeTargets.All);
                if (member != line[^1] && !usage.Inherited) continue;
                if (!usage.AllowMultiple) merged.RemoveAll(each => each.GetType() == attribute.GetType());
                merged.Add(attribute);
            }
        }

        return merged;
    }

    /// <summary>A class and its base classes, these first.</summary>
    private static IEnumerable<Type> Line(Type type) => type.BaseType is { } parent && parent != typeof(object) ? Line(parent).Append(type) : [type];
}
