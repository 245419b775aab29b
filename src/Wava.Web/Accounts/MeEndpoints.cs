using System.Security.Claims;
using Wava.Web.Problems;

namespace Wava.Web.Accounts;

/// <summary>What somebody who is signed in sees and changes of himself, over HTTP.</summary>
internal static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/me").WithTags("Signing in").RequireAuthorization().RefusesUnknown();
        group.MapGet("", Show).WithName("GetMe").WithSummary("Says who the caller is.").Produces<UserAnswer>();
        group.MapPatch("", Rename).WithName("Rename").WithSummary("Changes the name that others read.").Produces<UserAnswer>().RefusesForms();
        group.MapPost("/password", ChangePassword).WithName("ChangePassword").WithSummary("Changes the password and ends all other sign-ins.").Produces<SessionAnswer>().RefusesForms()
            .Refuses(StatusCodes.Status403Forbidden, ProblemCode.WrongCredentials, ProblemCode.NotAllowed)
            .Refuses(StatusCodes.Status429TooManyRequests, ProblemCode.TooManyTries).Refuses(StatusCodes.Status503ServiceUnavailable, ProblemCode.Busy, ProblemCode.StorageUnavailable);
    }

    private static async Task<IResult> Show(ClaimsPrincipal principal, SignIns signIns, CancellationToken stop) =>
        Results.Ok(UserAnswer.Of(await signIns.FindAsync(CurrentUser.Of(principal).Id, stop)));

    private static async Task<IResult> Rename(RenameRequest request, ClaimsPrincipal principal, SignIns signIns, CancellationToken stop)
    {
        string? name = NameRules.CleanDisplayName(request.DisplayName);
        new FieldErrors().Add("displayName", name is null ? NameRules.DisplayNameProblem : null).ThrowIfAny();
        return Results.Ok(UserAnswer.Of(await signIns.RenameAsync(CurrentUser.Of(principal).Id, name!, stop)));
    }

    private static async Task<IResult> ChangePassword(PasswordRequest request, ClaimsPrincipal principal, SignIns signIns, RefreshCookie cookie, HttpContext http, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(principal);
        string? userName = (await signIns.FindAsync(who.Id, stop)).UserName;
        new FieldErrors()
            .Add("current", string.IsNullOrEmpty(request.Current) ? "Give the current password." : null)
            .Add("new", PasswordRules.ProblemWith(request.New, userName))
            .ThrowIfAny();
        SignedIn signedIn = await signIns.ChangePasswordAsync(who.Id, principal.FindFirstValue(WavaClaims.Family)!, request.Current!, request.New!, ClientAddress.Of(http), stop);
        cookie.Set(http, signedIn.Token);
        return Results.Ok(signedIn.Answer);
    }
}
