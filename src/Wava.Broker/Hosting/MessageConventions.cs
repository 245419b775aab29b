using Microsoft.AspNetCore.Builder;

namespace Wava.Broker.Hosting;

/// <summary>What was said of a mapped handler, or of a group, until the application started.</summary>
internal sealed class MessageConventions
{
    private readonly List<Action<EndpointBuilder>> _conventions = [];
    private readonly List<Action<EndpointBuilder>> _finally = [];

    public void Add(Action<EndpointBuilder> convention) => Keep(_conventions, convention);

    public void Finally(Action<EndpointBuilder> convention) => Keep(_finally, convention);

    public void Apply(EndpointBuilder endpoint) => Run(_conventions, endpoint);

    public void ApplyFinally(EndpointBuilder endpoint) => Run(_finally, endpoint);

    private static void Keep(List<Action<EndpointBuilder>> list, Action<EndpointBuilder> convention)
    {
        ArgumentNullException.ThrowIfNull(convention);
        lock (list) list.Add(convention);
    }

    private static void Run(List<Action<EndpointBuilder>> list, EndpointBuilder endpoint)
    {
        lock (list)
        {
            foreach (Action<EndpointBuilder> convention in list) convention(endpoint);
        }
    }
}
