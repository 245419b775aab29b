namespace Wava.Broker.Transports.WebSockets;

/// <summary>The registered names of STOMP as a WebSocket sub-protocol.</summary>
internal static class Subprotocols
{
    private static readonly string[] BestFirst = ["v12.stomp", "v11.stomp", "v10.stomp"];

    /// <summary>The best of what the client offers, as the client wrote it; null when it offers nothing that is known here.</summary>
    public static string? Choose(IList<string> offered)
    {
        foreach (string known in BestFirst)
        {
            foreach (string each in offered)
            {
                if (string.Equals(each, known, StringComparison.OrdinalIgnoreCase)) return each;
            }
        }

        return null;
    }
}
