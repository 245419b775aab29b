using System.Security.Claims;
using Wava.Web.Problems;
using Wava.Web.Rooms.Contract;

namespace Wava.Web.Rooms;

internal static partial class RoomEndpoints
{
    private static void MapMembers(RouteGroupBuilder room)
    {
        room.MapGet("/members", async (string room, ClaimsPrincipal user, RoomQueries queries, CancellationToken stop) =>
            TypedResults.Ok(await queries.ListMembersAsync(user, room, stop))).WithName("ListMembers")
            .WithSummary("Lists a room's members, and who of them is online.")
            .RefusesStrangers();
        room.MapPut("/members/{person}/role", async (string room, string person, RoleBody? body, ClaimsPrincipal user, Moderation moderation, CancellationToken stop) =>
        {
            await moderation.AppointAsync(user, room, person, body, stop);
            return TypedResults.NoContent();
        }).WithName("SetRole")
            .WithSummary("Gives a member another role, or hands the room over.")
            .RefusesStrangers().RefusesRoles().Refuses(StatusCodes.Status404NotFound, ProblemCode.NoSuchRoom, ProblemCode.NoSuchMember).RefusesForms().Refuses(StatusCodes.Status409Conflict, ProblemCode.HandOverFirst);
        room.MapDelete("/members/{person}", async (string room, string person, ClaimsPrincipal user, Moderation moderation, CancellationToken stop) =>
        {
            await moderation.KickAsync(user, room, person, stop);
            return TypedResults.NoContent();
        }).WithName("Kick")
            .WithSummary("Removes a member, who may come back if the room is open.")
            .RefusesStrangers().RefusesRoles().Refuses(StatusCodes.Status404NotFound, ProblemCode.NoSuchRoom, ProblemCode.NoSuchMember);
        room.MapPost("/members/{person}/mute", async (string room, string person, MuteBody? body, ClaimsPrincipal user, Moderation moderation, CancellationToken stop) =>
        {
            await moderation.MuteAsync(user, room, person, body, stop);
            return TypedResults.NoContent();
        }).WithName("Mute")
            .WithSummary("Mutes a member, or asks to unmute.")
            .RefusesStrangers().RefusesRoles().Refuses(StatusCodes.Status404NotFound, ProblemCode.NoSuchRoom, ProblemCode.NoSuchMember).RefusesForms();
        room.MapGet("/bans", async (string room, ClaimsPrincipal user, Moderation moderation, CancellationToken stop) =>
            TypedResults.Ok(await moderation.ListBansAsync(user, room, stop))).WithName("ListBans")
            .WithSummary("Lists who is kept out.")
            .RefusesStrangers().RefusesRoles();
        room.MapPut("/bans/{person}", async (string room, string person, ClaimsPrincipal user, Moderation moderation, CancellationToken stop) =>
        {
            await moderation.BanAsync(user, room, person, stop);
            return TypedResults.NoContent();
        }).WithName("Ban")
            .WithSummary("Keeps somebody out.")
            .RefusesStrangers().RefusesRoles().Refuses(StatusCodes.Status404NotFound, ProblemCode.NoSuchRoom, ProblemCode.NoSuchMember);
        room.MapDelete("/bans/{person}", async (string room, string person, ClaimsPrincipal user, Moderation moderation, CancellationToken stop) =>
        {
            await moderation.LiftBanAsync(user, room, person, stop);
            return TypedResults.NoContent();
        }).WithName("LiftBan")
            .WithSummary("Lets somebody come again.")
            .RefusesStrangers().RefusesRoles();
    }

    private static void MapInvitations(RouteGroupBuilder invitations)
    {
        invitations.MapGet("", async (string room, ClaimsPrincipal user, Invitations all, CancellationToken stop) => TypedResults.Ok(await all.ListAsync(user, room, stop))).WithName("ListInvitations")
            .WithSummary("Lists the invitations that are good.")
            .RefusesStrangers().RefusesRoles();
        invitations.MapPost("", async (string room, InvitationBody? body, ClaimsPrincipal user, Invitations all, CancellationToken stop) =>
        {
            InvitationAnswer made = await all.CreateAsync(user, room, body, stop);
            return TypedResults.Created($"/api/rooms/{room}/invitations/{made.Id}", made);
        }).WithName("CreateInvitation")
            .WithSummary("Makes an invitation. Its token is shown this once.")
            .RefusesStrangers().RefusesRoles().RefusesForms().Refuses(StatusCodes.Status409Conflict, ProblemCode.LimitReached);
        invitations.MapDelete("/{id}", async (string room, string id, ClaimsPrincipal user, Invitations all, CancellationToken stop) =>
        {
            await all.RevokeAsync(user, room, id, stop);
            return TypedResults.NoContent();
        }).WithName("RevokeInvitation")
            .WithSummary("Makes an invitation worthless.")
            .RefusesStrangers().RefusesRoles().Refuses(StatusCodes.Status404NotFound, ProblemCode.NoSuchRoom, ProblemCode.NoSuchInvitation);
    }
}
