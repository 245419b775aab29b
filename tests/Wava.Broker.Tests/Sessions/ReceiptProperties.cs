using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Sessions;

/// <summary>Whatever a client says, in whatever order: each receipt id is answered once, in order, and nothing follows an ERROR.</summary>
public sealed partial class ReceiptProperties : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    private static readonly string[] Good =
    [
        "SEND\ndestination:/topic/a\n", "SEND\ndestination:/topic/b\n", "SEND\ndestination:/queue/q\n",
        "SUBSCRIBE\ndestination:/topic/a\nid:1\n", "SUBSCRIBE\ndestination:/topic/*\nid:2\nack:client\n",
        "SUBSCRIBE\ndestination:/queue/q\nid:3\nack:client-individual\n", "UNSUBSCRIBE\nid:1\n", "UNSUBSCRIBE\nid:2\n",
        "BEGIN\ntransaction:t\n", "SEND\ndestination:/topic/a\ntransaction:t\n", "COMMIT\ntransaction:t\n", "ABORT\ntransaction:t\n",
        "ACK\nid:1-1\n", "ACK\nid:2-1\n", "NACK\nid:3-1\n", "DISCONNECT\n", "SEND\n", "nonsense\n", "SEND\nno colon\n", "CONNECT\naccept-version:1.2\n",
    ];

    [Fact]
    public void Every_receipt_id_is_answered_by_exactly_one_RECEIPT_or_ERROR_up_to_the_end_and_by_none_after_it()
    {
        // Mostly frames that work, so that runs are long.
        Gen<int> frame = Gen.Frequency((12, Gen.Choose(0, 5)), (6, Gen.Choose(6, 11)), (1, Gen.Choose(12, Good.Length - 1)));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(40),
            Prop.ForAll(frame.ArrayOf().ToArbitrary(), RunAsync));
    }

    private async Task RunAsync(int[] frames)
    {
        var client = new Conversation(_broker);
        int said = 0;
        bool alive = true;
        foreach (int frame in frames)
        {
            string octets = $"{Good[frame]}receipt:{++said}\n\n\0";
            bool open = client.Session.Closing is null;
            bool goesOn = await client.SayAsync(octets);
            Assert.True(alive || !goesOn, "A session that is over came back.");
            alive &= open && goesOn;
        }

        client.Session.Fail(new ErrorReply(CloseReason.Shutdown, "The end", "of the test"));
        Assert.True(await client.Session.WhenDrainedAsync());
        await client.Session.EndAsync();

        string[] answers = [.. client.Transport.Written.Where(each => each.StartsWith("RECEIPT", StringComparison.Ordinal) || each.StartsWith("ERROR", StringComparison.Ordinal))];
        string[] ids = [.. answers.Select(each => ReceiptId().Match(each)).Where(match => match.Success).Select(match => match.Groups[1].Value)];
        Assert.Equal(Enumerable.Range(1, ids.Length).Select(id => $"{id}"), ids); // in order, each once, none left out
        Assert.True(answers.Count(each => each.StartsWith("ERROR", StringComparison.Ordinal)) <= 1);
        if (Array.FindIndex(answers, each => each.StartsWith("ERROR", StringComparison.Ordinal)) is var error and >= 0) Assert.Equal(answers.Length - 1, error);
    }

    [GeneratedRegex("\nreceipt-id:(.*)\n")]
    private static partial Regex ReceiptId();
}
