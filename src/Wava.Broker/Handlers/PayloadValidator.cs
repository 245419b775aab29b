using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Wava.Broker.Handlers;

/// <summary>Checks payloads against the rules of their type. A payload that obeys them all costs next to nothing.</summary>
[RequiresDynamicCode(HandlerCompiler.NeedsCode)]
[RequiresUnreferencedCode(HandlerCompiler.NeedsMembers)]
internal sealed class PayloadValidator(ValidationPlans plans, ValidationPlan plan)
{
    // What an object is called in messages; the name of its type is nothing for its sender.
    private const string Whole = "message";
    private const int MaxDepth = 32;
    private const int MaxErrors = 64;
    private const int MaxToldInDetails = 3;

    /// <summary>Checks a payload.</summary>
    /// <exception cref="MessageValidationException">It breaks a rule.</exception>
    public void Check(object payload, MessageContext context)
    {
        List<(string Path, string Error)>? errors = null;
        Check(payload, plan, 0, context, ref errors);
        if (errors is not null) throw Failure(errors);
    }

    private void Check(object value, ValidationPlan plan, int depth, MessageContext context, ref List<(string Path, string Error)>? errors)
    {
        if (plan.MayBeDerived && value.GetType() != plan.Type) plan = plans.PlanFor(value.GetType());
        if (!plan.HasRules || errors?.Count >= MaxErrors) return;
        if (depth == MaxDepth)
        {
            // What is not looked at cannot be let through.
            Add(ref errors, "", "This is nested too deeply.");
            return;
        }

        if (plan.Items is not null) CheckItems(value, plan, depth, context, ref errors);
        else CheckObject(value, plan, depth, context, ref errors);
    }

    private void CheckObject(object value, ValidationPlan plan, int depth, MessageContext context, ref List<(string Path, string Error)>? errors)
    {
        int before = errors?.Count ?? 0;
        ValidationContext? validation = null;
        foreach (ValidationMember member in plan.Members)
        {
            object? found = member.Get(value);
            foreach (ValidationAttribute rule in member.Rules)
            {
                if (Apply(rule, found, value, member, context, ref validation) is not { } error) continue;
                Add(ref errors, member.Name, error);
                if (rule is RequiredAttribute) break;
            }

            if (found is null || !member.Plan.HasRules) continue;
            int inner = errors?.Count ?? 0;
            Check(found, member.Plan, depth + 1, context, ref errors);
            Prefix(errors, inner, member.Name);
        }

        // As everywhere in .NET: the object as a whole is asked when its parts are in order.
        if ((errors?.Count ?? 0) > before) return;
        foreach (ValidationAttribute rule in plan.Rules)
        {
            if (Apply(rule, value, value, null, context, ref validation) is { } error) Add(ref errors, "", error);
        }

        if (plan.IsValidatable && (errors?.Count ?? 0) == before) Ask((IValidatableObject)value, Context(value, null, context, ref validation), plan, ref errors);
    }

    private void CheckItems(object value, ValidationPlan plan, int depth, MessageContext context, ref List<(string Path, string Error)>? errors)
    {
        if (plan.IsDictionary && value is IDictionary dictionary)
        {
            foreach (DictionaryEntry each in dictionary)
            {
                int before = errors?.Count ?? 0;
                if (each.Value is not null) Check(each.Value, plan.Items!, depth + 1, context, ref errors);
                Prefix(errors, before, Convert.ToString(each.Key, CultureInfo.InvariantCulture)!);
            }

            return;
        }

        int index = 0;
        foreach (object? each in (IEnumerable)value)
        {
            int before = errors?.Count ?? 0;
            if (each is not null) Check(each, plan.Items!, depth + 1, context, ref errors);
            if (errors?.Count > before) Prefix(errors, before, string.Create(CultureInfo.InvariantCulture, $"[{index}]"));
            index++;
        }
    }

    /// <summary>What a rule has to say about a value, or null when it is content.</summary>
    private static string? Apply(ValidationAttribute rule, object? value, object owner, ValidationMember? member, MessageContext context, ref ValidationContext? validation)
    {
        string name = member?.Display ?? Whole;
        // The framework's own rules say whether they look at the context; others may look at it without having said so.
        if (!rule.RequiresValidationContext && rule.GetType().Assembly == typeof(ValidationAttribute).Assembly)
            return rule.IsValid(value) ? null : rule.FormatErrorMessage(name);
        ValidationResult? result = rule.GetValidationResult(value, Context(owner, member, context, ref validation));
        return result is null ? null : result.ErrorMessage ?? rule.FormatErrorMessage(name);
    }

    private void Ask(IValidatableObject value, ValidationContext validation, ValidationPlan plan, ref List<(string Path, string Error)>? errors)
    {
        foreach (ValidationResult? each in value.Validate(validation))
        {
            if (each is null || each == ValidationResult.Success) continue;
            string error = each.ErrorMessage ?? "This is not valid.";
            bool named = false;
            foreach (string member in each.MemberNames)
            {
                named = true;
                Add(ref errors, Array.Find(plan.Members, known => known.Property == member)?.Name ?? plans.NameOf(member), error);
            }

            if (!named) Add(ref errors, "", error);
        }
    }

    private static ValidationContext Context(object owner, ValidationMember? member, MessageContext context, ref ValidationContext? validation)
    {
        validation ??= new ValidationContext(owner, Whole, new LazyServices(context), items: null);
        validation.MemberName = member?.Property;
        validation.DisplayName = member?.Display ?? Whole;
        return validation;
    }

    private static void Add(ref List<(string Path, string Error)>? errors, string path, string error) => (errors ??= []).Add((path, error));

    /// <summary>Puts a name before the paths of the errors that were found below it. Paths are made on the way back only: an obedient payload has none.</summary>
    private static void Prefix(List<(string Path, string Error)>? errors, int from, string name)
    {
        for (int i = from; i < errors?.Count; i++)
        {
            (string path, string error) = errors[i];
            errors[i] = (path.Length == 0 ? name : path[0] == '[' ? name + path : $"{name}.{path}", error);
        }
    }

    private static MessageValidationException Failure(List<(string Path, string Error)> errors)
    {
        IEnumerable<string> told = errors.Take(MaxToldInDetails).Select(each => each.Path.Length == 0 ? each.Error : $"{each.Path}: {each.Error}");
        string more = errors.Count > MaxToldInDetails ? string.Create(CultureInfo.InvariantCulture, $" And {errors.Count - MaxToldInDetails} more.") : "";
        return new MessageValidationException(string.Join(' ', told) + more)
        {
            Errors = errors.GroupBy(each => each.Path, StringComparer.Ordinal)
                .ToDictionary(each => each.Key, each => each.Select(error => error.Error).ToArray(), StringComparer.Ordinal),
        };
    }

    /// <summary>Begins a scope only for a rule that really asks for a service.</summary>
    private sealed class LazyServices(MessageContext context) : IServiceProvider
    {
        public object? GetService(Type serviceType) => context.Services.GetService(serviceType);
    }
}
