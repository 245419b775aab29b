using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Wava.Broker.Security;

namespace Wava.Broker.Hosting;

public sealed partial class StompBrokerBuilder
{
    /// <summary>Says who may send to and listen to which destinations. The first rule that matches decides; what none matches is denied.</summary>
    /// <remarks>
    /// Without any rules every client that is connected may do everything, save for one thing: send to the destinations of another user. That takes a
    /// rule whose own pattern begins with the user prefix, for instance <c>/user/*/queue/chat</c>. Rules of the configuration
    /// (<see cref="StompBrokerOptions.Authorization"/>) come after those in code.
    /// </remarks>
    /// <example>
    /// <code>
    /// AuthorizeDestinations(rules =>
    /// {
    ///     rules.Send("/app/**").RequireAuthenticatedUser();
    ///     rules.Subscribe("/topic/admin/**").RequireRole("admin");
    ///     rules.Subscribe("/topic/**").Allow();
    ///     rules.Subscribe("/user/**").Allow();
    /// });
    /// </code>
    /// </example>
    public StompBrokerBuilder AuthorizeDestinations(Action<DestinationRules> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(SecurityServices.RulesOf(Services));
        return this;
    }

    /// <summary>Lets an authentication scheme of the application decide who may connect: it is given the <c>Authorization</c> header of the CONNECT frame.</summary>
    /// <param name="scheme">The scheme's name, for instance <c>Bearer</c>.</param>
    /// <param name="required">
    /// Whether a client without that header is turned away, unless the HTTP request under its WebSocket says who it is. Otherwise it may connect as
    /// nobody.
    /// </param>
    public StompBrokerBuilder UseAuthenticationScheme(string scheme, bool required = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(scheme);
        Services.RemoveAll<IConnectAuthenticator>();
        Services.AddSingleton<IConnectAuthenticator>(provider => new SchemeAuthenticator(scheme, required, provider.GetRequiredService<IServiceScopeFactory>()));
        return this;
    }

    /// <summary>Lets a function decide who may connect.</summary>
    /// <param name="authenticate">
    /// Accepts or refuses a client, whose frames wait until then; its token fires when that takes longer than <c>Limits.ConnectTimeout</c>.
    /// </param>
    public StompBrokerBuilder UseAuthenticator(Func<ConnectRequest, CancellationToken, ValueTask<ConnectDecision>> authenticate)
    {
        ArgumentNullException.ThrowIfNull(authenticate);
        Services.RemoveAll<IConnectAuthenticator>();
        Services.AddSingleton<IConnectAuthenticator>(new DelegateAuthenticator(authenticate));
        return this;
    }
}
