using Microsoft.AspNetCore.Builder;

namespace Wava.Broker.Hosting;

/// <summary>A message handler that was mapped, or a group of them: takes what applies to handlers, besides what applies to any endpoint.</summary>
public interface IMessageConventionBuilder : IEndpointConventionBuilder;
