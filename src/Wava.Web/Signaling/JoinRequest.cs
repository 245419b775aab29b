namespace Wava.Web.Signaling;

/// <summary>A tab wants to be in the call.</summary>
/// <param name="Device">A random text that the tab keeps while it lives, by which it is the same peer again after a reload.</param>
/// <param name="State">What it begins with.</param>
internal sealed record JoinRequest(string Device, StateChange? State = null);
