using Microsoft.Extensions.Options;
using Wava.Web.Limits;
using Wava.Web.Problems;

namespace Wava.Web.Rooms;

/// <summary>Counts how often somebody asks for rooms or invitations that are not there, or not for them: whoever does so often is searching.</summary>
internal sealed class RoomProbes(IOptions<RoomOptions> options, RoomMetrics metrics, TimeProvider time)
{
    private const int Remembered = 100_000;

    private readonly Allowance _tries = new(options.Value.ProbesPerMinute, TimeSpan.FromMinutes(1), Remembered, time);

    /// <summary>Somebody asks for something that may not be there.</summary>
    /// <param name="who">The user's id, or the address of somebody unknown.</param>
    /// <exception cref="ProblemException"><c>too-many-tries</c>.</exception>
    public void Take(string who)
    {
        if (_tries.Take(who) is not { } wait) return;
        metrics.ProbeRefused();
        throw ProblemException.TooManyTries(wait);
    }

    /// <summary>It was there.</summary>
    public void GiveBack(string who) => _tries.GiveBack(who);
}
