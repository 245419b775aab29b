using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Wava.Broker.Events;

namespace Wava.Web.Accounts;

/// <summary>Registers what signs people in, and maps its endpoints.</summary>
internal static class AccountServices
{
    public static void AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AccountOptions>().Bind(configuration.GetSection("Accounts")).ValidateOnStart();
        services.AddOptions<TokenOptions>().Bind(configuration.GetSection("Tokens")).ValidateOnStart();
        services.AddOptions<SignInLimitOptions>().Bind(configuration.GetSection("SignInLimits")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccountOptions>, AccountOptionsValidator>();
        services.AddSingleton<IValidateOptions<TokenOptions>, TokenOptionsValidator>();
        services.AddSingleton<IValidateOptions<SignInLimitOptions>, SignInLimitOptionsValidator>();

        services.AddSingleton<AccountMetrics>();
        services.AddSingleton<TokenKeys>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<RefreshTokens>();
        services.AddSingleton<RefreshCookie>();
        services.AddSingleton<EndedSignIns>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<SignIns>();
        services.AddScoped<IStompEventHandler<SessionConnected>, LateConnections>();
        services.AddHostedService<AccountStart>();
        services.AddHostedService<AccountSweep>();

        services.AddAuthentication(SignedInPrincipal.Scheme).AddScheme<AuthenticationSchemeOptions, BearerHandler>(SignedInPrincipal.Scheme, null);
        services.AddAuthorization();
    }

    public static void MapAccounts(this WebApplication app)
    {
        app.MapSignIn();
        app.MapMe();
    }
}
