using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Wava.Broker.Handlers;

namespace Wava.Broker.FunctionalTests.Docs.FromSpringPage;

[MessageMapping("/rooms/{room}")]
public sealed class RoomHandler(People people)
{
    [MessageMapping("say"), SendTo("/topic/rooms/{room}")]
    public Line Say(string room, Said said, ClaimsPrincipal user)
    {
        people.DemandVoice(user.Identity!.Name!);
        return new Line(user.Identity.Name!, said.Text);
    }

    [SubscribeMapping("people")]
    public IReadOnlyCollection<string> Present(string room) => people.In(room);

    [MessageExceptionHandler, SendToUser("/queue/problems", Broadcast = false)]
    public Problem Muted(MutedException muted) => new(muted.Message);
}

public sealed record Said([Required, StringLength(500)] string Text);

public sealed record Line(string From, string Text);

public sealed record Problem(string Reason);

/// <summary>What the page leaves to its reader: who is in which room.</summary>
public sealed class People
{
    private readonly ConcurrentDictionary<(string Room, string Name), bool> _present = new();

    public void Enter(string room, string name) => _present[(room, name)] = true;

    public IReadOnlyCollection<string> Leave(string name) =>
        [.. _present.Keys.Where(each => each.Name == name && _present.TryRemove(each, out _)).Select(each => each.Room)];

    public IReadOnlyCollection<string> In(string room) => [.. _present.Keys.Where(each => each.Room == room).Select(each => each.Name).Order()];

    public void DemandVoice(string name)
    {
        if (name == "mute") throw new MutedException("You are muted.");
    }
}

public sealed class MutedException(string message) : Exception(message);
