namespace Wava.Broker;

/// <summary>A message under an application prefix that no handler claims.</summary>
/// <param name="details">Which destination it is, and what would be claimed.</param>
public sealed class NoHandlerException(string details) : StompException("No handler", details);
