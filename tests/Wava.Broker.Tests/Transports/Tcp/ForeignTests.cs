using System.Buffers;
using System.Text;
using Wava.Broker.Transports.Tcp;

namespace Wava.Broker.Tests.Transports.Tcp;

public sealed class ForeignTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\n", "HTTP")]
    [InlineData("POST / HTTP/1.1\r\n", "HTTP")]
    [InlineData("PUT / HTTP/1.1\r\n", "HTTP")]
    [InlineData("HEAD / HTTP/1.1\r\n", "HTTP")]
    [InlineData("DELETE / HTTP/1.1\r\n", "HTTP")]
    [InlineData("OPTIONS * HTTP/1.1\r\n", "HTTP")]
    [InlineData("PATCH / HTTP/1.1\r\n", "HTTP")]
    [InlineData("TRACE / HTTP/1.1\r\n", "HTTP")]
    [InlineData("PRI * HTTP/2.0\r\n", "HTTP")]
    [InlineData("\x16\x03\x01\x02", "TLS")]
    public void Another_protocol_is_recognised_however_little_comes_at_a_time(string start, string name)
    {
        byte[] octets = Encoding.Latin1.GetBytes(start);
        Foreign? found = null;
        for (int length = 1; length <= octets.Length && found is null; length++)
        {
            found = Foreign.Recognise(new ReadOnlySequence<byte>(octets, 0, length), out bool undecided);
            Assert.NotEqual(found is null, !undecided); // either it is known, or more is needed to tell
        }

        Assert.Equal(name, found?.Name);
        Assert.Equal(name, Foreign.Recognise(new ReadOnlySequence<byte>(octets), out _)?.Name);
    }

    [Theory]
    [InlineData("CONNECT\n")]
    [InlineData("STOMP\n")]
    [InlineData("\nCONNECT")]
    [InlineData("\r\nSTOMP")]
    [InlineData("DISCONNECT\n")]
    [InlineData("SEND\n")]
    [InlineData("GETAWAY\n")]
    [InlineData("POSTAL\n")]
    [InlineData("PRINT\n")]
    [InlineData("get / HTTP/1.1")]
    [InlineData("\x16\x02")]
    [InlineData("\0")]
    public void What_may_be_STOMP_or_a_mistake_in_it_is_left_to_the_session(string start)
    {
        Assert.Null(Foreign.Recognise(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(start)), out bool undecided));
        Assert.False(undecided);
    }
}
