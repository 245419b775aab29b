namespace Wava.Broker;

/// <summary>Something that the client may not do.</summary>
/// <param name="details">What it may not do.</param>
public sealed class AccessDeniedException(string details) : StompException("Access denied", details);
