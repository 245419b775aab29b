using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wava.Broker.Handlers;

/// <summary>Works out, once for each type, which rules its objects have to obey (<see cref="ValidationAttribute"/>, <see cref="IValidatableObject"/>).</summary>
/// <remarks>
/// The plan of a type holds its properties that have rules themselves, or lead to objects that have. Types may refer to one another in circles, so plans
/// are laid out first, all that can be reached from a type together, and pruned when it is known which of them hold rules at all. Objects of derived
/// types are looked at by the plans of their own types, made when the first of them comes.
/// </remarks>
[RequiresDynamicCode(HandlerCompiler.NeedsCode)]
[RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
internal sealed class ValidationPlans(JsonNamingPolicy? naming)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Type, ValidationPlan> _plans = [];

    /// <summary>What checks bodies of this type, or null when there is nothing to check.</summary>
    public PayloadValidator? For(Type type)
    {
        ValidationPlan plan = PlanFor(Nullable.GetUnderlyingType(type) ?? type);
        return plan.HasRules ? new PayloadValidator(this, plan) : null;
    }

    /// <summary>The plan of a type.</summary>
    public ValidationPlan PlanFor(Type type)
    {
        lock (_gate)
        {
            if (_plans.TryGetValue(type, out ValidationPlan? known)) return known;
            List<ValidationPlan> made = [];
            ValidationPlan plan = Lay(type, made);
            foreach (ValidationPlan each in made) each.HasRules = Reaches(each, []);
            foreach (ValidationPlan each in made) each.Members = [.. each.Members.Where(member => member.Rules.Length > 0 || member.Plan.HasRules)];
            return plan;
        }
    }

    /// <summary>The name of a property in JSON.</summary>
    public string NameOf(string property) => naming?.ConvertName(property) ?? property;

    private ValidationPlan Lay(Type type, List<ValidationPlan> made)
    {
        if (_plans.TryGetValue(type, out ValidationPlan? known)) return known;
        var plan = new ValidationPlan(type);
        _plans.Add(type, plan);
        made.Add(plan);
        if (ItemType(type, out bool keyed) is { } item)
        {
            plan.Items = Lay(item, made);
            plan.IsDictionary = keyed;
            return plan;
        }

        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type.Namespace is "System" || type.Namespace?.StartsWith("System.", StringComparison.Ordinal) == true) return plan;
        plan.IsValidatable = typeof(IValidatableObject).IsAssignableFrom(type);
        plan.MayBeDerived = type.IsAbstract || type.IsDefined(typeof(JsonDerivedTypeAttribute), inherit: false);
        plan.Rules = [.. type.GetCustomAttributes<ValidationAttribute>(inherit: true)];
        plan.Members = [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(IsReadable).Select(property => Member(property, made))];
        return plan;
    }

    private ValidationMember Member(PropertyInfo property, List<ValidationPlan> made)
    {
        // A record's attributes stand with the parameters of its constructor.
        IEnumerable<ParameterInfo> parameters = property.DeclaringType!.GetConstructors().SelectMany(each => each.GetParameters())
            .Where(each => string.Equals(each.Name, property.Name, StringComparison.OrdinalIgnoreCase) && each.ParameterType == property.PropertyType);
        ValidationAttribute[] rules =
        [
            .. property.GetCustomAttributes<ValidationAttribute>(inherit: true).Concat(parameters.SelectMany(each => each.GetCustomAttributes<ValidationAttribute>()))
                .DistinctBy(each => (each.GetType(), each.TypeId)).OrderBy(each => each is RequiredAttribute ? 0 : 1),
        ];
        string name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? NameOf(property.Name);
        string display = property.GetCustomAttribute<DisplayAttribute>()?.GetName() ?? name;
        return new ValidationMember(property.Name, name, display, Getter(property), rules, Lay(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, made));
    }

    private static bool IsReadable(PropertyInfo property) => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike;

    private static Func<object, object?> Getter(PropertyInfo property)
    {
        ParameterExpression instance = Expression.Parameter(typeof(object));
        Expression value = Expression.Property(Expression.Convert(instance, property.DeclaringType!), property);
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), instance).Compile();
    }

    private static Type? ItemType(Type type, out bool keyed)
    {
        keyed = false;
        if (type == typeof(string)) return null;
        Type? sequence = type.GetInterfaces().Append(type).FirstOrDefault(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IEnumerable<>));
        if (sequence is null) return null;
        Type item = sequence.GenericTypeArguments[0];
        keyed = item.IsGenericType && item.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);
        item = keyed ? item.GenericTypeArguments[1] : item;
        return Nullable.GetUnderlyingType(item) ?? item;
    }

    private static bool Reaches(ValidationPlan plan, HashSet<ValidationPlan> seen)
    {
        if (!seen.Add(plan)) return false;
        if (plan.HasRules || plan.IsValidatable || plan.MayBeDerived || plan.Rules.Length > 0) return true;
        if (plan.Items is not null && Reaches(plan.Items, seen)) return true;
        return Array.Exists(plan.Members, member => member.Rules.Length > 0 || Reaches(member.Plan, seen));
    }
}
