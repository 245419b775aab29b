using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Wava.Broker.Handlers;

namespace Wava.Broker.FunctionalTests.Docs.FromSignalRPage;

[Authorize]
public sealed class OrderHub(Shop shop) : Hub
{
    public async Task Place(Order order)
    {
        var number = shop.Place(order);
        await Clients.All.SendAsync("Placed", new Placed(number, order.Article));
        await Clients.User(Context.UserIdentifier!).SendAsync("Confirmed", number);
    }

    public IReadOnlyList<Placed> Open() => shop.Open;

    public Task Watch(int number) => Groups.AddToGroupAsync(Context.ConnectionId, $"order-{number}");

    public async IAsyncEnumerable<string> Track(int number, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var station in shop.TrackAsync(number, stop)) yield return station;
    }
}

[Authorize, MessageMapping("/orders")]
public sealed class OrderHandler(Shop shop)
{
    [MessageMapping("place")]
    public IEnumerable<OutgoingMessage> Place(Order order, ClaimsPrincipal user)
    {
        var number = shop.Place(order);
        yield return OutgoingMessage.To("/topic/orders", new Placed(number, order.Article));
        yield return OutgoingMessage.ToUser(user.Identity!.Name!, "/queue/confirmed", number);
    }

    [SubscribeMapping("open")]
    public IReadOnlyList<Placed> Open() => shop.Open;

    [SubscribeMapping("{number}/track")]
    public IAsyncEnumerable<string> Track(int number, CancellationToken stop) => shop.TrackAsync(number, stop);
}

public sealed record Order(string Article);

public sealed record Placed(int Number, string Article);

/// <summary>What the page leaves to its reader.</summary>
public sealed class Shop
{
    private readonly List<Placed> _open = [];

    public IReadOnlyList<Placed> Open
    {
        get
        {
            lock (_open) return [.. _open];
        }
    }

    public int Place(Order order)
    {
        lock (_open)
        {
            _open.Add(new Placed(_open.Count + 1, order.Article));
            return _open.Count;
        }
    }

    public async IAsyncEnumerable<string> TrackAsync(int number, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var station in new[] { "packed", $"sent ({number})" })
        {
            stop.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return station;
        }
    }
}
