namespace Wava.Broker;

/// <summary>A message that its handler cannot be given: a body of the wrong kind, a missing header, a variable that is no number.</summary>
/// <param name="message">What is wrong, in a few words.</param>
/// <param name="details">What a person can do about it.</param>
public class BadMessageException(string message, string details) : StompException(message, details);
