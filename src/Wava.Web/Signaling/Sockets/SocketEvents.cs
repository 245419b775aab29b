namespace Wava.Web.Signaling.Sockets;

/// <summary>The words of bare sockets that mean something to the server.</summary>
internal static class SocketEvents
{
    /// <summary>Says who the client is, with a token.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Answers a sign-in.</summary>
    public const string Welcome = "welcome";

    /// <summary>Says what the client sends; tells others.</summary>
    public const string State = "state";

    /// <summary>The client goes.</summary>
    public const string Leave = "leave";

    /// <summary>Something was not done.</summary>
    public const string Error = "error";
}
