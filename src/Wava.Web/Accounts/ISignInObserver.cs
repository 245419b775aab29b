using System.Security.Claims;

namespace Wava.Web.Accounts;

/// <summary>Is told when sign-ins end before their time, so that nothing goes on in their name that is no STOMP session.</summary>
internal interface ISignInObserver
{
    /// <summary>Sign-ins have ended.</summary>
    /// <param name="isMeant">Whether a principal belongs to one of them.</param>
    ValueTask SignInsEndedAsync(Predicate<ClaimsPrincipal> isMeant);
}
