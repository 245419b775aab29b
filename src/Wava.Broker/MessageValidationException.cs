namespace Wava.Broker;

/// <summary>A message whose body could be read, but breaks the rules that its type states (<c>[Required]</c>, <c>[StringLength]</c> and so on).</summary>
/// <param name="details">What a person can do about it.</param>
public sealed class MessageValidationException(string details) : BadMessageException("Invalid message", details);
