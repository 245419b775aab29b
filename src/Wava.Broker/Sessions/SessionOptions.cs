using Wava.Broker.Destinations;
using Wava.Broker.Frames;

namespace Wava.Broker.Sessions;

/// <summary>What all sessions of a broker share of its options, worked out once.</summary>
internal sealed class SessionOptions
{
    public HeartBeatOptions HeartBeat { get; init; } = new();

    public StompLimits Limits { get; init; } = new();

    /// <summary>The virtual hosts there are; empty for any.</summary>
    public IReadOnlyCollection<string> VirtualHosts { get; init; } = [];

    /// <summary>Whether SUBSCRIBE may carry a selector.</summary>
    public bool Selectors { get; init; }

    /// <summary>What parts a destination's segments.</summary>
    public char DestinationSeparator { get; init; } = '/';

    /// <summary>Which subscriptions get which overflow policy; the first pattern that matches counts.</summary>
    public IReadOnlyList<(DestinationPattern Pattern, OverflowPolicy Policy)> Overflow { get; init; } = [];

    /// <summary>Where a client hears of frames that failed while its connection lives on.</summary>
    public string ErrorDestination { get; init; } = "/user/queue/errors";

    /// <summary>Whether what is refused is told there, instead of by ERROR.</summary>
    public bool SoftRefusals { get; init; }

    /// <summary>Whether handlers' failures are told there.</summary>
    public bool ReportErrors { get; init; } = true;

    /// <summary>Whether a session ends with its user's sign-in.</summary>
    public bool CloseWhenExpired { get; init; } = true;

    /// <summary>Where sign-ins are renewed, in UTF-8; null: nowhere.</summary>
    public byte[]? RenewDestination { get; init; }

    /// <summary>The limits of a frame before CONNECTED.</summary>
    public FrameLimits Early => field ??= Frames(Math.Min(Limits.MaxFrameSizeBeforeConnect, Limits.MaxFrameSize), "Limits.MaxFrameSizeBeforeConnect");

    /// <summary>The limits of a frame after CONNECTED.</summary>
    public FrameLimits Late => field ??= Frames(Limits.MaxFrameSize, "Limits.MaxFrameSize");

    /// <summary>The policy for a subscription to <paramref name="destination"/>.</summary>
    public OverflowPolicy OverflowFor(string destination)
    {
        foreach ((DestinationPattern pattern, OverflowPolicy policy) in Overflow)
        {
            if (pattern.Matches(destination)) return policy;
        }

        return OverflowPolicy.Disconnect;
    }

    private FrameLimits Frames(int frameSize, string option) => new()
    {
        MaxCommandSize = Limits.MaxCommandSize,
        MaxHeaderLineSize = Limits.MaxHeaderLineSize,
        MaxHeaderCount = Limits.MaxHeaderCount,
        MaxHeadSize = Limits.MaxHeadSize,
        MaxBodySize = Limits.MaxBodySize,
        MaxFrameSize = frameSize,
        FrameSizeOption = option,
    };
}
