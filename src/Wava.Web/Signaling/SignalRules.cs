using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;
using Wava.Web.Problems;
using Wava.Web.Signaling.Sockets;

namespace Wava.Web.Signaling;

/// <summary>What devices and signals may look like.</summary>
internal static class SignalRules
{
    /// <summary>What the server itself says to bare sockets: nobody else may seem to say it.</summary>
    private static readonly FrozenSet<string> Reserved = new[]
    {
        SocketEvents.SignIn, SocketEvents.Welcome, SocketEvents.Error, SocketEvents.Leave, "joined", "left", "away", "back", SocketEvents.State, "signal", "dismissed",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <exception cref="ProblemException">It is no device.</exception>
    public static void DemandDevice(string device)
    {
        if (device.Length is >= 8 and <= 64 && device.All(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_')) return;
        throw Invalid("device", "A device is a random text of 8 to 64 letters, digits, hyphens and underscores.");
    }

    /// <exception cref="ProblemException">It is no kind, or one that is the server's.</exception>
    public static void DemandKind(string kind)
    {
        if (kind.Length is < 1 or > 32 || !kind.All(each => char.IsAsciiLetterLower(each) || char.IsAsciiDigit(each) || each == '-'))
            throw Invalid("kind", "A kind is a word of 1 to 32 small letters, digits and hyphens.");
        if (Reserved.Contains(kind)) throw Invalid("kind", "This word is the server's: take another one.");
    }

    /// <summary>Whether something is not too large to be passed on.</summary>
    public static bool Fits(JsonElement data, SignalingOptions options) =>
        data.ValueKind == JsonValueKind.Undefined ? throw Invalid("data", "There is nothing to pass on.") : JsonMarshal.GetRawUtf8Value(data).Length <= options.MaxSignalSize;

    private static ProblemException Invalid(string field, string words) =>
        new(ProblemCode.Invalid, StatusCodes.Status400BadRequest, "Something is filled in wrongly.", words) { Errors = new Dictionary<string, string[]> { [field] = [words] } };
}
