using System.Security.Claims;

namespace Wava.Web.Signaling.Sockets;

/// <summary>Who somebody is, and until when that holds.</summary>
internal sealed record SignIn(ClaimsPrincipal User, DateTimeOffset? ExpiresAt);
