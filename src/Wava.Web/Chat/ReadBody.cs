namespace Wava.Web.Chat;

/// <summary>Up to where somebody has read.</summary>
internal sealed record ReadBody(long Sequence);
