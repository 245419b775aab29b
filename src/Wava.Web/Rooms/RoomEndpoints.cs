using System.Security.Claims;
using Wava.Web.Problems;
using Wava.Web.Rooms.Contract;

namespace Wava.Web.Rooms;

/// <summary>Rooms over HTTP, as docs/web-api.md has them.</summary>
internal static partial class RoomEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        RouteGroupBuilder rooms = app.MapGroup("/api/rooms").WithTags("Rooms");
        MapRooms(rooms);
        MapDoor(rooms.MapGroup("/{room}"));
        MapMembers(rooms.MapGroup("/{room}"));
        MapInvitations(rooms.MapGroup("/{room}/invitations"));
        app.MapPost("/api/invitations/look", async (LookBody? body, HttpContext http, Invitations invitations, CancellationToken stop) =>
            TypedResults.Ok(await invitations.LookAsync(http.User, Address(http), body, stop))).WithTags("Rooms").WithName("LookAtInvitation")
            .WithSummary("Says which room an invitation is to, so that its holder can decide.")
            .RefusesForms().Refuses(StatusCodes.Status404NotFound, ProblemCode.NoSuchInvitation).Refuses(StatusCodes.Status429TooManyRequests, ProblemCode.TooManyTries);
    }

    private static void MapRooms(RouteGroupBuilder rooms)
    {
        rooms.MapGet("", async (ClaimsPrincipal user, RoomQueries queries, CancellationToken stop) => TypedResults.Ok(await queries.ListAsync(user, stop))).WithName("ListRooms")
            .WithSummary("Lists the rooms that the caller is a member of.")
            .RefusesUnknown();
        rooms.MapPost("", async (RoomBody? body, ClaimsPrincipal user, RoomKeeping keeping, CancellationToken stop) =>
        {
            RoomAnswer made = await keeping.CreateAsync(user, body, stop);
            return TypedResults.Created($"/api/rooms/{made.Id}", made);
        }).WithName("CreateRoom")
            .WithSummary("Makes a room, whose owner the caller is.")
            .RefusesUnknown().RefusesForms().RefusesRoles().Refuses(StatusCodes.Status409Conflict, ProblemCode.LimitReached);
        rooms.MapGet("/{room}", async (string room, HttpContext http, RoomQueries queries, CancellationToken stop) =>
            TypedResults.Ok(await queries.GetAsync(http.User, Address(http), room, stop))).WithName("GetRoom")
            .WithSummary("Shows a room: to its members in whole, of an open room a preview to everybody.")
            .Produces<RoomAnswer>().Refuses(StatusCodes.Status404NotFound, ProblemCode.NoSuchRoom).Refuses(StatusCodes.Status429TooManyRequests, ProblemCode.TooManyTries);
        rooms.MapPatch("/{room}", async (string room, RoomBody? body, ClaimsPrincipal user, RoomKeeping keeping, CancellationToken stop) =>
            TypedResults.Ok(await keeping.ConfigureAsync(user, room, body, stop))).WithName("ConfigureRoom")
            .WithSummary("Changes a room's settings; moderators can lock it and open it again.")
            .RefusesStrangers().RefusesRoles().RefusesForms();
        rooms.MapDelete("/{room}", async (string room, ClaimsPrincipal user, RoomKeeping keeping, CancellationToken stop) =>
        {
            await keeping.DeleteAsync(user, room, stop);
            return TypedResults.NoContent();
        }).WithName("DeleteRoom")
            .WithSummary("Deletes a room and all that was written in it.")
            .RefusesStrangers().RefusesRoles();
    }

    private static void MapDoor(RouteGroupBuilder room)
    {
        room.MapPost("/join", async Task<IResult> (string room, JoinBody? body, ClaimsPrincipal user, Entrance entrance, CancellationToken stop) =>
        {
            JoinAnswer answer = await entrance.JoinAsync(user, room, body, stop);
            return answer.Room is null ? TypedResults.Json(answer, statusCode: StatusCodes.Status202Accepted) : TypedResults.Ok(answer);
        }).Produces<JoinAnswer>().Produces<JoinAnswer>(StatusCodes.Status202Accepted).WithName("JoinRoom")
            .WithSummary("Becomes a member, or waits at the door to be let in.")
            .RefusesStrangers().Refuses(StatusCodes.Status403Forbidden, ProblemCode.WrongPassword).Refuses(StatusCodes.Status409Conflict, ProblemCode.RoomLocked, ProblemCode.RoomFull);
        room.MapPost("/leave", async (string room, ClaimsPrincipal user, Entrance entrance, CancellationToken stop) =>
        {
            await entrance.LeaveAsync(user, room, stop);
            return TypedResults.NoContent();
        }).WithName("LeaveRoom")
            .WithSummary("Is no member any more. An owner who leaves alone deletes the room.")
            .RefusesStrangers().Refuses(StatusCodes.Status409Conflict, ProblemCode.HandOverFirst);
        room.MapGet("/waiting", async (string room, ClaimsPrincipal user, WaitingRoom waiting, CancellationToken stop) =>
            TypedResults.Ok(await waiting.ListAsync(user, room, stop))).WithName("ListWaiting")
            .WithSummary("Lists who waits to be let in.")
            .RefusesStrangers().RefusesRoles();
        room.MapPost("/waiting/{person}/admit", async (string room, string person, ClaimsPrincipal user, WaitingRoom waiting, CancellationToken stop) =>
        {
            await waiting.AdmitAsync(user, room, person, stop);
            return TypedResults.NoContent();
        }).WithName("Admit")
            .WithSummary("Lets somebody in who waits.")
            .RefusesStrangers().RefusesRoles().Refuses(StatusCodes.Status404NotFound, ProblemCode.NoSuchRoom, ProblemCode.NoSuchMember).Refuses(StatusCodes.Status409Conflict, ProblemCode.RoomLocked, ProblemCode.RoomFull);
        room.MapPost("/waiting/{person}/deny", async (string room, string person, ClaimsPrincipal user, WaitingRoom waiting, CancellationToken stop) =>
        {
            await waiting.DenyAsync(user, room, person, stop);
            return TypedResults.NoContent();
        }).WithName("Deny")
            .WithSummary("Turns somebody away who waits.")
            .RefusesStrangers().RefusesRoles().Refuses(StatusCodes.Status404NotFound, ProblemCode.NoSuchRoom, ProblemCode.NoSuchMember);
    }

    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "local";
}
