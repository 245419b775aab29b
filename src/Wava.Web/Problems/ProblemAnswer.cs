namespace Wava.Web.Problems;

/// <summary>An answer that says no, as <see cref="ProblemWriter"/> writes it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">What is wrong, in a word that programs can rely on.</param>
/// <param name="Title">What is wrong, in a sentence.</param>
/// <param name="Detail">What can be done about it.</param>
/// <param name="Errors">What is wrong with the fields that were filled in.</param>
/// <param name="Reference">Where to look in the server's log, when it is the server's fault.</param>
internal sealed record ProblemAnswer(int Status, string Code, string Title, string? Detail, IReadOnlyDictionary<string, string[]>? Errors, string? Reference);
