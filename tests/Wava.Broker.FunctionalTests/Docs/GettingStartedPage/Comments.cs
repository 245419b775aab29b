using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;

namespace Wava.Broker.FunctionalTests.Docs.GettingStartedPage;

/// <summary>docs/getting-started.md, "Answer messages".</summary>
internal static class Comments
{
    public static void Map(WebApplication app)
    {
        app.MapMessage("/comment", (Comment comment, ClaimsPrincipal user) => comment with { From = user.Identity?.Name ?? "somebody" })
            .SendTo("/topic/news/comments");
    }
}

public sealed record Comment([Required, StringLength(500)] string Text, string? From = null);
