namespace Wava.Web.Problems;

/// <summary>Collects what is wrong with what somebody has filled in, so that all of it is told at once.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    /// <summary>Notes what is wrong with a field; null for nothing.</summary>
    /// <param name="field">The field, by the name that the client uses.</param>
    /// <param name="problem">A sentence.</param>
    public FieldErrors Add(string field, string? problem)
    {
        if (problem is not null) _errors[field] = [.. _errors.GetValueOrDefault(field, []), problem];
        return this;
    }

    /// <summary>Refuses what was filled in, if anything is wrong with it.</summary>
    /// <exception cref="ProblemException"><c>invalid</c>.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count == 0) return;
        throw new ProblemException(ProblemCode.Invalid, StatusCodes.Status400BadRequest, "Something was filled in wrongly.", string.Join(' ', _errors.SelectMany(each => each.Value))) { Errors = _errors };
    }
}
