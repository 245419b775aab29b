namespace Wava.Broker.Tests.Model;

/// <summary>Tests that keep all processors busy take turns with all others.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
