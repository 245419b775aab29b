using System.Text;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Sessions;

/// <summary>A session on a transport that is none, spoken to step by step: for what depends on the clock or on a peer that does not read.</summary>
internal sealed class Conversation
{
    public Conversation(SessionFixture fixture, string? heartBeat = null, bool connect = true)
    {
        Session = new StompSession(fixture.Services, Transport, user: null);
        if (connect) Say($"CONNECT\naccept-version:1.2\nhost:h\n{(heartBeat is null ? "" : $"heart-beat:{heartBeat}\n")}\n\0");
    }

    public FakeTransport Transport { get; } = new();

    public StompSession Session { get; }

    /// <summary>Lets octets arrive, and returns when the session has looked at them.</summary>
    public bool Say(string octets)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(octets);
        FlushBatch.Open();
        try
        {
            Session.Received(bytes.Length);
            ValueTask<bool> alive = Session.ReceiveAsync(bytes);
            return alive.IsCompletedSuccessfully ? alive.Result : throw new InvalidOperationException("The session waits for something; use SayAsync.");
        }
        finally
        {
            FlushBatch.Close();
        }
    }

    /// <summary>Lets octets arrive whose frames have to wait for something.</summary>
    public Task<bool> SayAsync(string octets)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(octets);
        Session.Received(bytes.Length);
        return Session.ReceiveAsync(bytes).AsTask();
    }
}
