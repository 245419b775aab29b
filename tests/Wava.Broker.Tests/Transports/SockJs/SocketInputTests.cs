using System.Text;
using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.Tests.Transports.SockJs;

public sealed class SocketInputTests : IDisposable
{
    private readonly SockJsFixture _fixture = new();

    public static TheoryData<int> Cuts => [.. Enumerable.Range(0, 32)];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_message_that_comes_in_two_pieces_is_handed_on_once(int cut)
    {
        using SocketInput input = Open(isRaw: false);
        byte[] arrays = Encoding.UTF8.GetBytes("""["first","second"]["third","x"]""");
        int boundary = arrays.AsSpan().IndexOf("]["u8) + 1;
        await TakeAsync(input, arrays, boundary, Math.Min(cut, arrays.Length));
        await TakeAsync(input, arrays, boundary, arrays.Length, Math.Min(cut, arrays.Length));

        Assert.Equal(["first", "second", "third", "x"], _fixture.Payload.Messages);
        Assert.Equal("firstsecondthirdx", _fixture.Payload.Heard);
    }

    [Fact]
    public async Task So_is_one_without_frames()
    {
        using SocketInput input = Open(isRaw: true);
        Assert.True(input.Take("first"u8, endsMessage: true));
        Assert.True(input.Take("sec"u8, endsMessage: false));
        await input.HandAsync();
        Assert.True(input.Take("ond"u8, endsMessage: true));
        await input.HandAsync();

        Assert.Equal(["first", "second"], _fixture.Payload.Messages);
        Assert.Equal("firstsecond", _fixture.Payload.Heard);
    }

    public void Dispose() => _fixture.Dispose();

    /// <summary>Takes one read's worth: what lies between the two places, message by message.</summary>
    private static async Task TakeAsync(SocketInput input, byte[] arrays, int boundary, int end, int begin = 0)
    {
        if (begin < boundary) Assert.True(input.Take(arrays.AsSpan(begin..Math.Min(end, boundary)), endsMessage: end >= boundary));
        if (end > boundary) Assert.True(input.Take(arrays.AsSpan(Math.Max(begin, boundary)..end), endsMessage: end == arrays.Length));
        await input.HandAsync();
    }

    private SocketInput Open(bool isRaw) =>
        new(_fixture.Open(kind: isRaw ? TransportKind.RawWebSocket : TransportKind.WebSocket), _fixture.Payload, isRaw, _fixture.Options);
}
