using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Wava.Testing;

/// <summary>The application's authentication, except that a request of a test's user is that user's, whatever the scheme.</summary>
internal sealed class TestAuthentication(IAuthenticationService real) : IAuthenticationService
{
    public static void AddTo(IServiceCollection services)
    {
        // Without authentication nobody asks by scheme.
        if (services.LastOrDefault(each => each.ServiceType == typeof(IAuthenticationService)) is not { } real) return;
        services.Replace(ServiceDescriptor.Describe(
            typeof(IAuthenticationService),
            provider => new TestAuthentication((IAuthenticationService)(real.ImplementationInstance
                ?? real.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!))),
            real.Lifetime));
    }

    public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme) =>
        TestUser.Of(context) is { } user
            ? Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, scheme ?? TestUser.AuthenticationType)))
            : real.AuthenticateAsync(context, scheme);

    public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        real.ChallengeAsync(context, scheme, properties);

    public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        real.ForbidAsync(context, scheme, properties);

    public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) =>
        real.SignInAsync(context, scheme, principal, properties);

    public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
        real.SignOutAsync(context, scheme, properties);
}
