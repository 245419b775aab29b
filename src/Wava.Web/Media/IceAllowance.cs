using Microsoft.Extensions.Options;
using Wava.Web.Limits;
using Wava.Web.Problems;

namespace Wava.Web.Media;

/// <summary>Lets each person ask for credentials a few times a minute: nobody needs more, and each is good for as much relaying as its quota allows.</summary>
internal sealed class IceAllowance(IOptions<IceOptions> options, TimeProvider time)
{
    private const int Remembered = 10_000;

    private readonly Allowance _requests = new(options.Value.RequestsPerMinute, TimeSpan.FromMinutes(1), Remembered, time);

    /// <exception cref="ProblemException">It was too often.</exception>
    public void Take(string user)
    {
        if (_requests.Take(user) is not { } wait) return;
        throw new ProblemException(ProblemCode.TooManyTries, StatusCodes.Status429TooManyRequests, "You have asked too often.", "The last answer is still good.") { RetryAfter = wait };
    }
}
