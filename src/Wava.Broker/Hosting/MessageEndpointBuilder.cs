using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Wava.Broker.Hosting;

/// <summary>What conventions write to: a message handler looks like any endpoint to them, but only its metadata counts.</summary>
internal sealed class MessageEndpointBuilder : EndpointBuilder
{
    public override Endpoint Build() => new(null, new EndpointMetadataCollection(Metadata), DisplayName);
}
