namespace Wava.Web.Problems;

/// <summary>Says of endpoints how they may refuse, so that the description of the API does.</summary>
internal static class Refusals
{
    public const string ContentType = "application/problem+json";

    /// <summary>It may be refused with this status, for one of these reasons.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoints, int status, params string[] codes)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new Refusal(status, codes), new ProducesResponseTypeMetadata(status, typeof(ProblemAnswer), [ContentType]));

    /// <summary>It is for people who are signed in.</summary>
    public static TBuilder RefusesUnknown<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.Refuses(StatusCodes.Status401Unauthorized, ProblemCode.NotSignedIn);

    /// <summary>It is for a room's members, of all roles or of some.</summary>
    public static TBuilder RefusesStrangers<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RefusesUnknown().Refuses(StatusCodes.Status404NotFound, ProblemCode.NoSuchRoom)
            .Refuses(StatusCodes.Status429TooManyRequests, ProblemCode.TooManyTries);

    /// <summary>It takes a role that not everybody has.</summary>
    public static TBuilder RefusesRoles<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.Refuses(StatusCodes.Status403Forbidden, ProblemCode.NotAllowed);

    /// <summary>It looks at what was filled in.</summary>
    public static TBuilder RefusesForms<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.Refuses(StatusCodes.Status400BadRequest, ProblemCode.Invalid);
}
