using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Model;

/// <summary>A client of a stress run. One task drives it, as a transport's reading loop does; others write to it.</summary>
internal sealed class StressClient
{
    private static long Stamp;
    private readonly Channel<TestFrame> _frames = Channel.CreateUnbounded<TestFrame>();
    private readonly ConcurrentDictionary<string, bool> _forGood = new();
    private readonly ConcurrentDictionary<string, List<TestFrame>> _acknowledging = new();
    private readonly Dictionary<string, List<TestFrame>> _cumulative = [];
    private readonly ConcurrentQueue<StressEvent> _events = new();
    private readonly HashSet<string> _subscriptions = [];
    private readonly StressTransport _transport;
    private readonly StompSession _session;
    private int _receipts;

    public StressClient(BrokerHost host, int seed)
    {
        _transport = new StressTransport(new Random(seed), Received);
        _session = new StompSession(host.Services, _transport, user: null);
    }

    public IEnumerable<StressEvent> Events => _events;

    public string? Fault => _transport.Fault;

    public async Task ConnectAsync()
    {
        await SendAsync(Frame("CONNECT", ("accept-version", "1.2"), ("host", "stress")));
        Assert.Equal("CONNECTED", (await NextAsync()).Command);
    }

    public static byte[] Frame(string command, params (string, string)[] headers) => StompFrameText.Encode(command, headers, []);

    public static byte[] Message(string destination, string text, params (string, string)[] headers) =>
        StompFrameText.Encode("SEND", [("destination", destination), .. headers], Encoding.UTF8.GetBytes(text));

    /// <summary>Hands octets to the session as a transport does that has read them at once.</summary>
    public async Task SendAsync(byte[] octets)
    {
        _session.Received(octets.Length);
        FlushBatch.Open();
        ValueTask<bool> received = _session.ReceiveAsync(octets);
        FlushBatch.Close();
        await received;
    }

    public async Task SubscribeAsync(string id, string destination, string ack = "auto", params (string, string)[] headers)
    {
        _forGood[id] = ack == "auto";
        _subscriptions.Add(id);
        if (ack == "client") _cumulative[id] = [];
        await SendAsync(Frame("SUBSCRIBE", [("id", id), ("destination", destination), ("ack", ack), .. headers]));
    }

    public async Task UnsubscribeAsync(string id)
    {
        _subscriptions.Remove(id);
        Note(StressEventKind.Ending, id);
        await SendAsync(Frame("UNSUBSCRIBE", ("id", id)));
    }

    public async Task AcknowledgeAsync(TestFrame message)
    {
        string receipt = $"ack{++_receipts}";
        List<TestFrame> covered = _acknowledging[receipt] = Covered(message);
        foreach (TestFrame each in covered) Note(StressEventKind.Acknowledging, each["subscription"]!, each);
        await SendAsync(Frame("ACK", ("id", message["ack"]!), ("receipt", receipt)));
    }

    public async Task RefuseAsync(TestFrame message, bool forGood)
    {
        Covered(message);
        await SendAsync(Frame("NACK", ("id", message["ack"]!), ("requeue", forGood ? "false" : "true")));
    }

    /// <summary>The next MESSAGE, or null when there is none at the moment.</summary>
    public TestFrame? TakeMessage()
    {
        while (_frames.Reader.TryRead(out TestFrame? frame))
        {
            if (frame.Command == "ERROR") Assert.Fail(frame.ToString());
            if (frame.Command != "MESSAGE") continue;
            if (_cumulative.TryGetValue(frame["subscription"]!, out List<TestFrame>? open)) open.Add(frame);
            return frame;
        }

        return null;
    }

    /// <summary>Waits until all that was said has taken effect, and returns the MESSAGEs that came before.</summary>
    public async Task<List<TestFrame>> SettleAsync()
    {
        string receipt = $"settle{++_receipts}";
        await SendAsync([.. Frame("BEGIN", ("transaction", receipt)), .. Frame("ABORT", ("transaction", receipt), ("receipt", receipt))]);
        var messages = new List<TestFrame>();
        while (true)
        {
            TestFrame frame = await NextAsync();
            if (frame.Command == "MESSAGE") messages.Add(frame);
            if (frame["receipt-id"] == receipt) return messages;
        }
    }

    /// <summary>The connection goes, in one way or another.</summary>
    public async Task EndAsync(int how)
    {
        foreach (string subscription in _subscriptions) Note(StressEventKind.Ending, subscription);
        if (how == 1) _transport.IsBroken = true;
        if (how == 2) _session.Leave();
        if (how == 3)
        {
            await SendAsync(Frame("DISCONNECT"));
            await _session.WhenDrainedAsync();
        }

        await _session.EndAsync();
    }

    private async Task<TestFrame> NextAsync()
    {
        TestFrame frame = await _frames.Reader.ReadAsync();
        return frame.Command == "ERROR" ? throw new InvalidOperationException(frame.ToString()) : frame;
    }

    /// <summary>What an ACK or NACK of a message speaks of: in client mode everything before it as well.</summary>
    private List<TestFrame> Covered(TestFrame message)
    {
        if (!_cumulative.TryGetValue(message["subscription"]!, out List<TestFrame>? open)) return [message];
        List<TestFrame> covered = open[..(open.IndexOf(message) + 1)];
        open.RemoveRange(0, covered.Count);
        return covered;
    }

    private void Received(TestFrame frame)
    {
        if (frame.Command == "MESSAGE")
        {
            string subscription = frame["subscription"]!;
            Note(_forGood[subscription] ? StressEventKind.DeliveredForGood : StressEventKind.Delivered, subscription, frame);
        }
        else if (frame["receipt-id"] is { } receipt && _acknowledging.TryGetValue(receipt, out List<TestFrame>? covered))
        {
            covered.ForEach(each => Note(StressEventKind.Acknowledged, each["subscription"]!, each));
        }

        _frames.Writer.TryWrite(frame);
    }

    private void Note(StressEventKind kind, string subscription, TestFrame? message = null)
    {
        string id = message?["message-id"] ?? "-0";
        long sequence = long.Parse(id.AsSpan(id.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);
        _events.Enqueue(new StressEvent(
            Interlocked.Increment(ref Stamp), kind, subscription, message?["destination"] ?? "", message?.Text ?? "", sequence,
            message?["redelivered"] == "true"));
    }
}
