namespace Wava.Broker.Tests.Handlers;

/// <summary>What is said in these tests.</summary>
public sealed record ChatLine(string Text, string? From = null);
