namespace Wava.Web.Storage;

/// <summary>The storage cannot be used as it is: it is damaged, or of a newer version of the program. Nothing is done to it.</summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="cause">What was met.</param>
internal sealed class StorageException(string message, Exception? cause = null) : Exception(message, cause);
