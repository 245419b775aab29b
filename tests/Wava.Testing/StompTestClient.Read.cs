using System.Text;
using System.Text.Json;

namespace Wava.Testing;

public sealed partial class StompTestClient
{
    private const string ErrorQueue = "/user/queue/errors";

    /// <summary>The next message of this destination. Messages of others and receipts that come first are kept for later calls; ERROR fails.</summary>
    public Task<TestFrame> ExpectMessageAsync(string destination, TimeSpan? within = null) =>
        TakeAsync($"a message on {destination}", frame => frame.Command == "MESSAGE" && frame["destination"] == destination, within);

    /// <summary>The next message of this destination, which has to have this body.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="body">
    /// A string is compared with the body's text, octets with its octets. Any other object is turned into JSON and compared as JSON: the order of
    /// properties and blanks between them do not matter, a property more or less does.
    /// </param>
    /// <param name="within">How long to wait; 10 s unless told.</param>
    public async Task<TestFrame> ExpectMessageAsync(string destination, object body, TimeSpan? within = null)
    {
        var frame = await ExpectMessageAsync(destination, within);
        var (type, expected, octets) = Encode(body);
        if (type is null ? expected.AsSpan().SequenceEqual(frame.Body) : IsSameJson(expected, frame.Body)) return frame;
        throw Unexpected($"{(octets ? "0x" + Convert.ToHexString(expected) : Encoding.UTF8.GetString(expected))} on {destination}", frame);
    }

    /// <summary>The body of the next message of this destination. A string or octets are taken as they are, anything else is read as JSON.</summary>
    public async Task<T> ReadAsync<T>(string destination, TimeSpan? within = null) => (await ExpectMessageAsync(destination, within)).Read<T>(Json);

    /// <summary>The next report on the client's error queue, to which it has to be subscribed.</summary>
    /// <param name="destination">The error queue.</param>
    /// <param name="within">How long to wait; 10 s unless told.</param>
    public Task<TestErrorReport> ExpectErrorReportAsync(string destination = ErrorQueue, TimeSpan? within = null) =>
        ReadAsync<TestErrorReport>(destination, within);

    /// <summary>Makes sure that no message has come that the test has not taken yet, of one destination or of any.</summary>
    /// <remarks>
    /// It does not wait for time to pass but for <see cref="FenceAsync"/>: what this client has sent is done by then, and so is what others have
    /// sent and had receipted before this call (<see cref="SendConfirmedAsync"/>).
    /// </remarks>
    public async Task ExpectNothingAsync(string? destination = null)
    {
        await FenceAsync();
        if (_aside.Find(frame => frame.Command == "MESSAGE" && (destination ?? frame["destination"]) == frame["destination"]) is { } frame)
            throw Unexpected(destination is null ? "nothing" : $"nothing on {destination}", frame);
    }

    private static bool IsSameJson(byte[] expected, byte[] actual)
    {
        try
        {
            using var one = JsonDocument.Parse(expected);
            using var other = JsonDocument.Parse(actual);
            return JsonElement.DeepEquals(one.RootElement, other.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
