namespace Wava.Broker.Tests.Model;

/// <summary>The broker did what the model does not allow.</summary>
internal sealed class ModelViolationException(string message) : Exception(message);
