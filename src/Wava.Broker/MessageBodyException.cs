namespace Wava.Broker;

/// <summary>A message whose body cannot be read as what its handler takes.</summary>
/// <param name="message">What is wrong, in a few words.</param>
/// <param name="details">What a person can do about it.</param>
public sealed class MessageBodyException(string message, string details) : BadMessageException(message, details);
