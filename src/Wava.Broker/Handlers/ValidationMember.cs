using System.ComponentModel.DataAnnotations;

namespace Wava.Broker.Handlers;

/// <summary>A property of a payload, and its rules.</summary>
/// <param name="Property">The property's own name.</param>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Display">What it is called in messages.</param>
/// <param name="Get">Reads it.</param>
/// <param name="Rules">Its rules; that it is required comes first.</param>
/// <param name="Plan">The plan of its type.</param>
internal sealed record ValidationMember(string Property, string Name, string Display, Func<object, object?> Get, ValidationAttribute[] Rules, ValidationPlan Plan);
