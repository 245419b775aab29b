using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Wava.Web.Problems;

namespace Wava.Web.Accounts;

/// <summary>Knows callers by the access token in the header <c>Authorization</c>, and by nothing else: no cookie, no part of the address.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, AccessTokens tokens, EndedSignIns ended, IProblemDetailsService problems)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count == 0) return Task.FromResult(AuthenticateResult.NoResult());
        AccessToken? token = BearerToken.Of(Request.Headers.Authorization) is { } text ? tokens.Read(text) : null;
        if (token is null || ended.Contains(token.Family)) return Task.FromResult(AuthenticateResult.Fail("The access token is not good."));
        var properties = new AuthenticationProperties { ExpiresUtc = DateTimeOffset.FromUnixTimeSeconds(token.ExpiresAt) };
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(SignedInPrincipal.Of(token), properties, Scheme.Name)));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        bool isWrong = Request.Headers.Authorization.Count > 0;
        Response.Headers.WWWAuthenticate = isWrong ? "Bearer error=\"invalid_token\"" : "Bearer";
        await AnswerAsync(
            StatusCodes.Status401Unauthorized, ProblemCode.NotSignedIn, "You are not signed in.", isWrong ? "The access token is not good, or has expired: refresh it." : "Sign in first.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        AnswerAsync(StatusCodes.Status403Forbidden, ProblemCode.NotAllowed, "You may not do that.", null);

    private async Task AnswerAsync(int status, string code, string title, string? detail)
    {
        Response.StatusCode = status;
        var context = new ProblemDetailsContext { HttpContext = Context };
        context.ProblemDetails.Status = status;
        context.ProblemDetails.Title = title;
        context.ProblemDetails.Detail = detail;
        context.ProblemDetails.Extensions["code"] = code;
        await problems.WriteAsync(context);
    }
}
