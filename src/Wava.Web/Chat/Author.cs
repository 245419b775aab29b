namespace Wava.Web.Chat;

/// <summary>Who wrote something, by the name that they had then.</summary>
internal sealed record Author(string Id, string Name);
