using Wava.Web.Problems;

namespace Wava.Web.Accounts;

/// <summary>Registering, signing in and out, over HTTP.</summary>
internal static class AccountEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api").WithTags("Signing in").AddEndpointFilter<SameOriginFilter>()
            .Refuses(StatusCodes.Status403Forbidden, ProblemCode.ForeignOrigin);
        group.MapPost("/accounts", Register).WithName("Register").WithSummary("Makes an account and signs in.").Produces<SessionAnswer>(StatusCodes.Status201Created).RefusesForms()
            .Refuses(StatusCodes.Status403Forbidden, ProblemCode.ForeignOrigin, ProblemCode.NotAllowed).Refuses(StatusCodes.Status409Conflict, ProblemCode.UserNameTaken)
            .Refuses(StatusCodes.Status429TooManyRequests, ProblemCode.TooManyTries).Refuses(StatusCodes.Status503ServiceUnavailable, ProblemCode.Busy, ProblemCode.StorageUnavailable);
        group.MapPost("/session", SignIn).WithName("SignIn").WithSummary("Signs in by user name and password.").Produces<SessionAnswer>().RefusesForms()
            .Refuses(StatusCodes.Status401Unauthorized, ProblemCode.WrongCredentials)
            .Refuses(StatusCodes.Status429TooManyRequests, ProblemCode.TooManyTries).Refuses(StatusCodes.Status503ServiceUnavailable, ProblemCode.Busy, ProblemCode.StorageUnavailable);
        group.MapPost("/session/guest", SignInAsGuest).WithName("SignInAsGuest").WithSummary("Signs a guest in, for one room.").Produces<SessionAnswer>().RefusesForms()
            .Refuses(StatusCodes.Status404NotFound, ProblemCode.NoSuchInvitation).Refuses(StatusCodes.Status429TooManyRequests, ProblemCode.TooManyTries);
        group.MapPost("/session/refresh", Refresh).WithName("Refresh").WithSummary("Gives a new access token to whoever has the cookie, and a new cookie.").Produces<SessionAnswer>()
            .Refuses(StatusCodes.Status401Unauthorized, ProblemCode.SignedOut).Refuses(StatusCodes.Status429TooManyRequests, ProblemCode.TooManyTries);
        group.MapDelete("/session", SignOut).WithName("SignOut").WithSummary("Ends the cookie's sign-in and closes its sockets.").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> Register(RegisterRequest request, SignIns signIns, RefreshCookie cookie, HttpContext http, CancellationToken stop)
    {
        string? name = NameRules.CleanDisplayName(string.IsNullOrEmpty(request.DisplayName) ? request.UserName : request.DisplayName);
        new FieldErrors()
            .Add("userName", NameRules.ProblemWithUserName(request.UserName))
            .Add("password", PasswordRules.ProblemWith(request.Password, request.UserName))
            .Add("displayName", name is null && !string.IsNullOrEmpty(request.DisplayName) ? NameRules.DisplayNameProblem : null)
            .ThrowIfAny();
        SignedIn signedIn = await signIns.RegisterAsync(request.UserName!, request.Password!, name!, ClientAddress.Of(http), stop);
        cookie.Set(http, signedIn.Token);
        return Results.Created("/api/me", signedIn.Answer);
    }

    private static async Task<IResult> SignIn(SignInRequest request, SignIns signIns, RefreshCookie cookie, HttpContext http, CancellationToken stop)
    {
        new FieldErrors()
            .Add("userName", string.IsNullOrEmpty(request.UserName) ? "Say who you are." : null)
            .Add("password", string.IsNullOrEmpty(request.Password) ? "Give the password." : null)
            .ThrowIfAny();
        return Answer(await signIns.SignInAsync(request.UserName!, request.Password!, ClientAddress.Of(http), stop), cookie, http);
    }

    private static async Task<IResult> SignInAsGuest(GuestRequest request, SignIns signIns, RefreshCookie cookie, HttpContext http, CancellationToken stop)
    {
        string? name = NameRules.CleanDisplayName(request.Name);
        new FieldErrors()
            .Add("name", name is null ? NameRules.DisplayNameProblem : null)
            .Add("invitation", request is { Invitation: null or "", Room: null or "" } ? "Give an invitation or a room." : null)
            .ThrowIfAny();
        string address = ClientAddress.Of(http);
        SignedIn signedIn = string.IsNullOrEmpty(request.Invitation)
            ? await signIns.SignInToOpenRoomAsync(name!, request.Room!, address, stop)
            : await signIns.SignInByInvitationAsync(name!, request.Invitation, address, stop);
        return Answer(signedIn, cookie, http);
    }

    private static async Task<IResult> Refresh(SignIns signIns, RefreshCookie cookie, HttpContext http, CancellationToken stop) =>
        Answer(await signIns.RefreshAsync(RefreshCookie.Read(http), ClientAddress.Of(http), stop), cookie, http);

    private static async Task<IResult> SignOut(SignIns signIns, RefreshCookie cookie, HttpContext http, CancellationToken stop)
    {
        await signIns.SignOutAsync(RefreshCookie.Read(http), stop);
        cookie.Remove(http);
        return Results.NoContent();
    }

    private static IResult Answer(SignedIn signedIn, RefreshCookie cookie, HttpContext http)
    {
        cookie.Set(http, signedIn.Token);
        return Results.Ok(signedIn.Answer);
    }
}
