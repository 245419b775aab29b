using System.Text.Json;

namespace Wava.Web.Signaling;

/// <summary>What one peer has to say to another.</summary>
/// <param name="To">The other's id.</param>
/// <param name="Kind"><c>offer</c>, <c>answer</c>, <c>candidate</c> or a word of the clients' own.</param>
/// <param name="Data">Anything; passed on as it came.</param>
internal sealed record SignalRequest(string To, string Kind, JsonElement Data);
