using System.Net;
using Microsoft.Extensions.Options;
using Wava.Testing;
using Wava.Web.Media;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Media;

/// <summary>What Wava hands out, shown to a real relay that runs on the configuration that is shipped.</summary>
public sealed class CoturnTests
{
    private const string Secret = "8d1f0c5be2a94376a1c70d9e54b83f62";

    [FactWithCoturn]
    public async Task A_relay_gives_an_address_for_our_credentials()
    {
        await using Coturn relay = await Coturn.StartAsync(Secret);
        using var client = new TurnClient(relay.Address);
        (string name, string password) = Credentials(Secret, Now);

        StunMessage answer = await client.AllocateAsync(name, password);

        Assert.True(answer.IsSuccess, $"Error {answer.ErrorCode}");
        IPEndPoint address = answer.Address(StunMessage.XorRelayedAddress);
        Assert.Equal(IPAddress.Loopback, address.Address);
        Assert.InRange(address.Port, 49152, 65535);
    }

    [FactWithCoturn]
    public async Task A_relay_gives_nothing_for_another_secret_an_expired_name_or_a_name_that_was_changed()
    {
        await using Coturn relay = await Coturn.StartAsync(Secret);
        (string name, string password) = Credentials(Secret, Now);

        Assert.Equal(401, await RefusalAsync(Credentials("not-the-secret-that-the-relay-has", Now)));
        Assert.Equal(401, await RefusalAsync(Credentials(Secret, Now - TimeSpan.FromMinutes(11))));
        Assert.Equal(401, await RefusalAsync((name.Replace(":", "0:", StringComparison.Ordinal), password)));

        async Task<int> RefusalAsync((string Name, string Password) shown)
        {
            using var client = new TurnClient(relay.Address);
            return (await client.AllocateAsync(shown.Name, shown.Password)).ErrorCode;
        }
    }

    [FactWithCoturn]
    public async Task A_relay_leads_to_the_public_internet_and_into_no_network_of_its_own()
    {
        await using Coturn relay = await Coturn.StartAsync(Secret);
        using var client = new TurnClient(relay.Address);
        (string name, string password) = Credentials(Secret, Now);
        Assert.True((await client.AllocateAsync(name, password)).IsSuccess);

        foreach (string peer in new[]
        {
            "0.0.0.1", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.1.1.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.168.1.1",
            "198.18.0.1", "198.19.255.255", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        })
        {
            StunMessage refused = await client.PermitAsync(IPAddress.Parse(peer), name, password);
            Assert.True(refused.ErrorCode == 403, $"{peer} is answered {refused.ErrorCode}.");
        }

        // Permitted only: nothing is sent there.
        foreach (string peer in new[] { "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1" })
        {
            StunMessage permitted = await client.PermitAsync(IPAddress.Parse(peer), name, password);
            Assert.True(permitted.IsSuccess, $"{peer} is answered {permitted.ErrorCode}.");
        }
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static (string Name, string Password) Credentials(string secret, DateTimeOffset at)
    {
        var servers = new IceServers(Options.Create(new IceOptions { Servers = { "turn:127.0.0.1" }, Secret = secret }), new FakeTimeProvider(at));
        IceServer relay = Assert.Single(servers.For(Ids.New(), Ids.New()).IceServers);
        return (relay.Username!, relay.Credential!);
    }
}
