using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wava.Broker.Security;
using Wava.Testing;

namespace Wava.Broker.Tests.Security;

public sealed class SchemeAuthenticatorTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ServiceProvider _services;

    public SchemeAuthenticatorTests()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDataProtection();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddAuthentication()
            .AddBearerToken()
            .AddScheme<AuthenticationSchemeOptions, AddressHandler>("Address", null)
            .AddScheme<AuthenticationSchemeOptions, CancelledHandler>("Cancelled", null);
        services.AddScoped<Scoped>();
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Theory]
    [InlineData("Authorization")]
    [InlineData("authorization")]
    public async Task A_token_that_the_scheme_knows_lets_in_for_as_long_as_it_is_good(string header)
    {
        DateTimeOffset expiry = _clock.GetUtcNow().AddMinutes(10);

        ConnectDecision decision = await AskAsync("BearerToken", header, "Bearer " + Token("joe", expiry));

        Assert.True(decision.IsAccepted);
        Assert.Equal("joe", decision.User?.Identity?.Name);
        Assert.Equal(expiry, decision.ExpiresAt);
    }

    [Theory]
    [InlineData("Bearer nonsense")]
    [InlineData("Basic am9lOnNlc2FtZQ==")]
    [InlineData("Bearer")]
    public async Task Anything_else_is_turned_away_without_saying_what_was_wrong(string credentials)
    {
        ConnectDecision decision = await AskAsync("BearerToken", "Authorization", credentials, required: false);

        Assert.False(decision.IsAccepted);
        Assert.Null(decision.Reason);
    }

    [Fact]
    public async Task A_token_that_has_expired_is_turned_away()
    {
        string token = Token("joe", _clock.GetUtcNow().AddMinutes(10));
        _clock.Advance(TimeSpan.FromMinutes(11));

        Assert.False((await AskAsync("BearerToken", "Authorization", "Bearer " + token)).IsAccepted);
    }

    [Fact]
    public async Task Without_a_token_the_client_is_who_the_request_says()
    {
        ConnectDecision decision = await AskAsync("BearerToken", "login", "joe", user: Guards.Person("ann"));

        Assert.True(decision.IsAccepted);
        Assert.Null(decision.User);
    }

    [Fact]
    public async Task A_stranger_without_a_token_is_told_where_it_belongs_or_let_in_as_nobody()
    {
        ConnectDecision refused = await AskAsync("BearerToken", "Authorization", "");
        ConnectDecision accepted = await AskAsync("BearerToken", "login", "joe", required: false);

        Assert.False(refused.IsAccepted);
        Assert.Contains("Authorization header of the CONNECT frame", refused.Reason, StringComparison.Ordinal);
        Assert.True(accepted.IsAccepted);
        Assert.Null(accepted.User);
        Assert.False((await AskAsync("BearerToken", "login", "joe", user: new ClaimsPrincipal(new ClaimsIdentity()))).IsAccepted);
    }

    [Fact]
    public async Task A_sign_in_is_not_renewed_by_saying_nothing()
    {
        ConnectDecision silent = await AskAsync("BearerToken", "login", "joe", required: false, user: Guards.Person("joe"), isRenewal: true);
        ConnectDecision renewed = await AskAsync(
            "BearerToken", "Authorization", "Bearer " + Token("joe", _clock.GetUtcNow().AddHours(1)), user: Guards.Person("joe"), isRenewal: true);

        Assert.False(silent.IsAccepted);
        Assert.True(renewed.IsAccepted);
        Assert.Equal(_clock.GetUtcNow().AddHours(1), renewed.ExpiresAt);
    }

    [Fact]
    public async Task The_scheme_sees_the_clients_address_and_services_of_a_scope_that_ends()
    {
        ConnectDecision decision = await AskAsync("Address", "Authorization", "anything");

        Assert.Equal("192.0.2.7", decision.User?.Identity?.Name);
        Assert.Null(decision.ExpiresAt);
        Assert.True(AddressHandler.Last?.IsDisposed);
    }

    [Fact]
    public async Task The_scheme_hears_that_nobody_waits_any_more()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AskAsync("Cancelled", "Authorization", "anything", stop: stop.Token));
    }

    private async Task<ConnectDecision> AskAsync(
        string scheme, string header, string value, bool required = true, ClaimsPrincipal? user = null, bool isRenewal = false, CancellationToken stop = default)
    {
        var authenticator = new SchemeAuthenticator(scheme, required, _services.GetRequiredService<IServiceScopeFactory>());
        var request = new ConnectRequest(new Dictionary<string, string> { [header] = value }, user, "tcp", "192.0.2.7", isRenewal);
        return await authenticator.AuthenticateAsync(request, stop);
    }

    private string Token(string name, DateTimeOffset expiry)
    {
        BearerTokenOptions options = _services.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(BearerTokenDefaults.AuthenticationScheme);
        return options.BearerTokenProtector.Protect(new AuthenticationTicket(Guards.Person(name)!, new AuthenticationProperties { ExpiresUtc = expiry }, "BearerToken"));
    }

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class AddressHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        public static Scoped? Last { get; private set; }

        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            Last = Context.RequestServices.GetRequiredService<Scoped>();
            ClaimsPrincipal user = Guards.Person(Context.Connection.RemoteIpAddress?.ToString() ?? "nowhere")!;
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, "Address")));
        }
    }

    private sealed class CancelledHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Context.RequestAborted);
            return AuthenticateResult.NoResult();
        }
    }
}
