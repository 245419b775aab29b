namespace Wava.Web.Problems;

/// <summary>A way in which an endpoint may refuse, for the description of the API.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Codes">The words that stand in the answer's <c>code</c>.</param>
internal sealed record Refusal(int Status, IReadOnlyList<string> Codes);
