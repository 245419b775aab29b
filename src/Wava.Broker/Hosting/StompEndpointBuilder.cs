using Microsoft.AspNetCore.Builder;
using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.Hosting;

/// <summary>A STOMP endpoint that was mapped: takes conventions (<c>RequireAuthorization</c> and the like), and fallbacks for where WebSocket does not reach.</summary>
public sealed class StompEndpointBuilder : IEndpointConventionBuilder
{
    private readonly Func<Action<SockJsOptions>?, IEndpointConventionBuilder> _mapSockJs;
    private readonly List<IEndpointConventionBuilder> _endpoints;
    private readonly List<Action<EndpointBuilder>> _conventions = [];
    private readonly List<Action<EndpointBuilder>> _finally = [];
    private bool _hasSockJs;

    internal StompEndpointBuilder(IEndpointConventionBuilder endpoint, Func<Action<SockJsOptions>?, IEndpointConventionBuilder> mapSockJs) =>
        (_endpoints, _mapSockJs) = ([endpoint], mapSockJs);

    /// <summary>Lets <c>new SockJS(path)</c> connect as well: by WebSocket, or where it is blocked by streaming, polling or iframes.</summary>
    /// <param name="configure">Changes the options.</param>
    public StompEndpointBuilder WithSockJs(Action<SockJsOptions>? configure = null)
    {
        if (_hasSockJs) throw new InvalidOperationException("WithSockJs is called once for an endpoint.");
        _hasSockJs = true;
        IEndpointConventionBuilder sockJs = _mapSockJs(configure);
        // What was said of the endpoint before holds for its fallbacks too.
        foreach (Action<EndpointBuilder> convention in _conventions) sockJs.Add(convention);
        foreach (Action<EndpointBuilder> convention in _finally) sockJs.Finally(convention);
        _endpoints.Add(sockJs);
        return this;
    }

    /// <inheritdoc/>
    public void Add(Action<EndpointBuilder> convention)
    {
        _conventions.Add(convention);
        foreach (IEndpointConventionBuilder endpoint in _endpoints) endpoint.Add(convention);
    }

    /// <inheritdoc/>
    public void Finally(Action<EndpointBuilder> finallyConvention)
    {
        _finally.Add(finallyConvention);
        foreach (IEndpointConventionBuilder endpoint in _endpoints) endpoint.Finally(finallyConvention);
    }
}
