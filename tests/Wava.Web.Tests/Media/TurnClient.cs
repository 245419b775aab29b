using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Wava.Web.Tests.Media;

/// <summary>As much of a TURN client (RFC 8656) as it takes to see whether a relay accepts credentials.</summary>
internal sealed class TurnClient : IDisposable
{
    private static readonly byte[] Udp = [17, 0, 0, 0];

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private string _realm = "";
    private string _nonce = "";

    public TurnClient(IPEndPoint server) => _socket.Connect(server);

    /// <summary>Whether a server answers a binding request.</summary>
    public async Task<bool> IsThereAsync()
    {
        try
        {
            return (await AskAsync(new StunMessage(StunMessage.Binding), TimeSpan.FromMilliseconds(200))).IsSuccess;
        }
        catch (Exception e) when (e is TimeoutException or SocketException)
        {
            return false;
        }
    }

    /// <summary>Asks for an address on the relay. The first request is there to be told realm and nonce.</summary>
    public async Task<StunMessage> AllocateAsync(string username, string password)
    {
        StunMessage challenge = await AskAsync(new StunMessage(StunMessage.Allocate).With(StunMessage.RequestedTransport, Udp));
        Assert.Equal(401, challenge.ErrorCode);
        _realm = challenge.Text(StunMessage.Realm);
        _nonce = challenge.Text(StunMessage.Nonce);
        return await AskAsync(Signed(new StunMessage(StunMessage.Allocate).With(StunMessage.RequestedTransport, Udp), username, password));
    }

    /// <summary>Asks to be allowed to send to a peer.</summary>
    public Task<StunMessage> PermitAsync(IPAddress peer, string username, string password)
    {
        var request = new StunMessage(StunMessage.CreatePermission);
        return AskAsync(Signed(request.With(StunMessage.XorPeerAddress, request.XorAddress(peer, 5000)), username, password));
    }

    public void Dispose() => _socket.Dispose();

    private StunMessage Signed(StunMessage request, string username, string password) => request
        .With(StunMessage.Username, Encoding.UTF8.GetBytes(username))
        .With(StunMessage.Realm, Encoding.UTF8.GetBytes(_realm))
        .With(StunMessage.Nonce, Encoding.UTF8.GetBytes(_nonce))
        .WithIntegrity($"{username}:{_realm}:{password}");

    private async Task<StunMessage> AskAsync(StunMessage request, TimeSpan? patience = null)
    {
        // Over UDP a request may be lost: it is sent again, under the same number.
        for (int i = 0; ; i++)
        {
            await _socket.SendAsync(request.ToArray());
            try
            {
                using var stop = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(2));
                while (true)
                {
                    var answer = StunMessage.Read((await _socket.ReceiveAsync(stop.Token)).Buffer);
                    if (answer.Number.SequenceEqual(request.Number)) return answer;
                }
            }
            catch (OperationCanceledException) when (patience is null && i < 4)
            {
                // Once more.
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException("The relay does not answer.");
            }
        }
    }
}
