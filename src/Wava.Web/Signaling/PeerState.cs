namespace Wava.Web.Signaling;

/// <summary>What a peer sends, as it says itself.</summary>
/// <param name="Microphone">Whether it can be heard.</param>
/// <param name="Camera">Whether it can be seen.</param>
/// <param name="Screen">Whether it shows its screen.</param>
/// <param name="Hand">When its hand went up, so that hands have an order; null while it is down.</param>
internal sealed record PeerState(bool Microphone, bool Camera, bool Screen, DateTime? Hand)
{
    /// <summary>Nothing is sent, no hand is up.</summary>
    public static readonly PeerState Quiet = new(false, false, false, null);

    /// <summary>The state after a change. A hand that is up already stays up since when it was.</summary>
    public PeerState With(StateChange? change, DateTime now) => change is null ? this : new PeerState(
        change.Microphone ?? Microphone,
        change.Camera ?? Camera,
        change.Screen ?? Screen,
        change.Hand switch { null => Hand, true => Hand ?? now, false => null });
}
