using System.Reflection;

namespace Wava.Broker.Sessions;

/// <summary>What the server calls itself in CONNECTED: <c>Wava/1.2.3</c>.</summary>
internal static class ServerName
{
    public static readonly string Value = "Wava/" + Version();

    private static string Version()
    {
        string version = typeof(ServerName).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        int build = version.IndexOf('+', StringComparison.Ordinal);
        return build < 0 ? version : version[..build];
    }
}
