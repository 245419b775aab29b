namespace Wava.Web.Signaling;

/// <summary>What changes of a peer's state; what is left out stays.</summary>
internal sealed record StateChange(bool? Microphone = null, bool? Camera = null, bool? Screen = null, bool? Hand = null);
