using System.ComponentModel.DataAnnotations;
using Wava.Broker.Handlers;

namespace Wava.Broker.FunctionalTests.Docs.SpringCases;

/// <summary>What the cases of SpringCaseTests are tried on.</summary>
public sealed class SpringCaseHandlers
{
    [MessageMapping("/plain")]
    public string Plain(string body) => body;

    [MessageMapping("/both"), SendTo("/topic/one", "/topic/two"), SendToUser("/queue/mine")]
    public string Both(string body) => body;

    [MessageMapping("/mine"), SendToUser]
    public string Mine(string body) => body;

    [MessageMapping("/mine-only"), SendToUser(Broadcast = false)]
    public string MineOnly(string body) => body;

    [MessageMapping("/rooms/{room}"), SendTo("/topic/rooms/{room}")]
    public string Room(string room, string body) => $"{room}: {body}";

    [SubscribeMapping("/once")]
    public string Once() => "once";

    [MessageMapping("/checked")]
    public string Checked(Checked body) => body.Name;

    [MessageMapping("/fails")]
    public string Fails() => throw new InvalidOperationException("outside", new TimeoutException("inside"));

    [MessageMapping("/later")]
    public async Task<string> LaterAsync(string body)
    {
        await Task.Yield();
        return body == "fail" ? throw new TimeoutException("later") : body;
    }

    [MessageMapping("/headers")]
    public string Headers([Header("must")] int must, [Header("may")] string? may, [Header] int otherwise = 7) => $"{must} {may ?? "-"} {otherwise}";

    [MessageMapping("/specific/{any}")]
    public string Any(string any) => $"any {any}";

    [MessageMapping("/specific/one")]
    public string One() => "one";

    [MessageMapping("/nothing")]
    public string? Nothing() => null;

    [MessageMapping("/object")]
    public Checked AsObject() => new("Ann");

    [MessageMapping("/octets")]
    public byte[] Octets() => [1, 0, 2];

    [MessageExceptionHandler, SendToUser("/queue/validation", Broadcast = false)]
    public string Invalid(MessageValidationException failure) => string.Join(',', failure.Errors.Keys);

    [MessageExceptionHandler, SendToUser("/queue/timeouts", Broadcast = false)]
    public string TimedOut(TimeoutException failure) => failure.Message;
}

/// <summary>With a destination for all of its methods.</summary>
[MessageMapping("/class"), SendTo("/topic/class")]
public sealed class SpringCaseClass
{
    [MessageMapping("default")]
    public string Default(string body) => body;

    [MessageMapping("own"), SendTo("/topic/own")]
    public string Own(string body) => body;

    [MessageMapping("bare"), SendToUser]
    public string Bare(string body) => body;
}

/// <summary>Where a point separates.</summary>
[MessageMapping("dotted")]
public sealed class SpringCaseDots
{
    [MessageMapping("room.{id}"), SendTo("/topic/room.{id}")]
    public string Room(string id) => id;
}

public sealed record Checked([Required] string Name);
