using System.ComponentModel.DataAnnotations;

namespace Wava.Broker.Handlers;

/// <summary>Which rules objects of one type have to obey.</summary>
internal sealed class ValidationPlan(Type type)
{
    public Type Type { get; } = type;

    /// <summary>The rules for the object as a whole.</summary>
    public ValidationAttribute[] Rules { get; set; } = [];

    /// <summary>The properties that have rules, or lead to some.</summary>
    public ValidationMember[] Members { get; set; } = [];

    /// <summary>The plan of the items, when objects of the type are collections.</summary>
    public ValidationPlan? Items { get; set; }

    /// <summary>Whether the items have names.</summary>
    public bool IsDictionary { get; set; }

    /// <summary>Whether objects of the type check themselves.</summary>
    public bool IsValidatable { get; set; }

    /// <summary>Whether what is read as the type can be an object of a derived type.</summary>
    public bool MayBeDerived { get; set; }

    /// <summary>Whether there is anything to check.</summary>
    public bool HasRules { get; set; }
}
