using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Wava.Broker.Handlers;

namespace Wava.Broker.FunctionalTests.Docs.HandlersPage;

[MessageMapping("/chat/{room}")]
public sealed class ChatHandler(Rooms rooms)
{
    [MessageMapping("say"), SendTo("/topic/chat/{room}")]
    public Line Say(string room, Said said, ClaimsPrincipal user) => rooms.Add(room, user.Identity?.Name ?? "somebody", said.Text);

    [SubscribeMapping("lines")]
    public IReadOnlyList<Line> Lines(string room) => rooms.Last(room, 50);

    [MessageExceptionHandler, SendToUser("/queue/problems", Broadcast = false)]
    public Problem Closed(RoomClosedException closed) => new(closed.Message);
}

public sealed record Said([Required, StringLength(500)] string Text);

public sealed record Line(string From, string Text);

public sealed record Problem(string Reason);

/// <summary>What the page leaves to its reader: the lines of each room.</summary>
public sealed class Rooms
{
    private readonly List<(string Room, Line Line)> _lines = [];

    public Line Add(string room, string from, string text)
    {
        if (room == "closed") throw new RoomClosedException("This room is closed.");
        var line = new Line(from, text);
        lock (_lines) _lines.Add((room, line));
        return line;
    }

    public IReadOnlyList<Line> Last(string room, int count)
    {
        lock (_lines) return [.. _lines.Where(each => each.Room == room).Select(each => each.Line).TakeLast(count)];
    }
}

public sealed class RoomClosedException(string message) : Exception(message);
