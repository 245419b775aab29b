using Microsoft.AspNetCore.Builder;

namespace Wava.Broker.Hosting;

/// <summary>A message handler that was mapped, for <c>RequireAuthorization</c>, <c>SendTo</c> and the like.</summary>
public sealed class MessageHandlerBuilder : IMessageConventionBuilder
{
    internal MessageHandlerBuilder()
    {
    }

    internal MessageConventions Conventions { get; } = new();

    /// <inheritdoc/>
    public void Add(Action<EndpointBuilder> convention) => Conventions.Add(convention);

    /// <inheritdoc/>
    public void Finally(Action<EndpointBuilder> finallyConvention) => Conventions.Finally(finallyConvention);
}
