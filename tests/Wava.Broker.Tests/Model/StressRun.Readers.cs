using Wava.Testing;

namespace Wava.Broker.Tests.Model;

internal sealed partial class StressRun
{
    private static readonly string[] AckModes = ["auto", "client-individual", "client"];
    private static readonly string[] Listened = ["/topic/s/0", "/topic/s/*", "/topic/**"];

    /// <summary>Consumes from the queues in all manners, and comes and goes if there is churn.</summary>
    private async Task ConsumeAsync(int actor)
    {
        Random random = Chance(actor);
        while (!_published)
        {
            StressClient client = await OpenAsync(random.Next());
            var open = new List<string>();
            for (int steps = _churn ? random.Next(1, 400) : int.MaxValue; steps > 0 && !_published; steps--)
            {
                if (open.Count == 0 || (_churn && open.Count < 3 && random.Next(20) == 0))
                {
                    open.Add(Name());
                    string queue = Queues[random.Next(Queues.Length)];
                    string ack = AckModes[_churn ? random.Next(3) : actor % 2];
                    await client.SubscribeAsync(open[^1], queue, ack, ("prefetch-count", $"{random.Next(1, _churn ? 30 : 3000)}"));
                }

                if (client.TakeMessage() is { } message) await AnswerAsync(client, message, open, random);
                else await Task.Yield();
                if (!_churn || random.Next(60) != 0) continue;
                string gone = open[random.Next(open.Count)];
                open.Remove(gone);
                await client.UnsubscribeAsync(gone);
            }

            // Who stays has to give back in order what nobody will give back for it.
            await client.EndAsync(_churn ? random.Next(4) : 3);
        }
    }

    private async Task AnswerAsync(StressClient client, TestFrame message, List<string> open, Random random)
    {
        if (message["ack"] is null || !open.Contains(message["subscription"]!)) return;
        int choice = _churn ? random.Next(10) : 9;
        if (choice == 0) await client.RefuseAsync(message, forGood: true);
        else if (choice == 1) await client.RefuseAsync(message, forGood: false);
        else if (choice > 2) await client.AcknowledgeAsync(message);
    }

    /// <summary>Listens to topics for a while, again and again; ends each subscription in order.</summary>
    private async Task ListenAsync(int actor)
    {
        Random random = Chance(actor);
        StressClient client = await OpenAsync(random.Next());
        while (!_published)
        {
            string id = Name();
            await client.SubscribeAsync(id, Listened[random.Next(Listened.Length)], AckModes[random.Next(AckModes.Length)]);
            for (int wait = random.Next(50); wait > 0; wait--) await Task.Yield();
            await client.UnsubscribeAsync(id);
            await client.SettleAsync();
            Assert.DoesNotContain(await client.SettleAsync(), each => each["subscription"] == id);
        }

        await client.EndAsync(random.Next(4));
    }

    /// <summary>Follows the history topic, loses its connection and comes back to where it was, again and again.</summary>
    private async Task ReturnAsync(int actor)
    {
        Random random = Chance(actor);
        var seen = new List<string>();
        string last = $"{Broker.Epoch}-0";
        for (bool end = false; !end;)
        {
            end = _published;
            StressClient client = await OpenAsync(random.Next());
            await client.SubscribeAsync(Name(), History, "auto", ("wava-since", last));
            for (int wait = random.Next(200); wait > 0; wait--)
            {
                if (client.TakeMessage() is { } message) Take(message);
                else await Task.Yield();
            }

            if (end || random.Next(2) == 0) (await client.SettleAsync()).ForEach(Take);
            await client.EndAsync(random.Next(3));
        }

        Returned.Enqueue(seen);

        void Take(TestFrame message)
        {
            Assert.Null(message["wava-recovered"]);
            seen.Add(message.Text);
            last = message["message-id"]!;
        }
    }
}
