namespace Wava.Broker.Tests.Model;

/// <summary>One step of a run: who does what. The numbers choose among what is there when the step is done.</summary>
/// <param name="Kind">What is done. A client that is not connected connects instead.</param>
/// <param name="Client">Who does it.</param>
/// <param name="A">The first choice: which destination, which delivery, which transaction.</param>
/// <param name="B">The second choice: in which manner.</param>
/// <param name="Receipt">Whether a receipt is asked for.</param>
/// <param name="Hold">Whether what comes of it stays in the outboxes until a later step: the next frame came in the same read.</param>
internal readonly record struct Step(StepKind Kind, int Client, int A, int B, bool Receipt, bool Hold)
{
    private static readonly (StepKind Kind, int Weight)[] Weights =
    [
        (StepKind.Send, 50), (StepKind.Subscribe, 26), (StepKind.Unsubscribe, 8), (StepKind.Ack, 40), (StepKind.Nack, 26),
        (StepKind.Begin, 7), (StepKind.Commit, 9), (StepKind.Abort, 2),
        (StepKind.Disconnect, 2), (StepKind.Lose, 4), (StepKind.Stall, 4), (StepKind.Resume, 8),
        (StepKind.Mistake, 2),
    ];

    private static readonly int TotalWeight = Weights.Sum(each => each.Weight);

    /// <summary>The steps of a seed.</summary>
    public static Step[] Generate(int seed, int count)
    {
        var random = new Random(seed);
        // Some runs are quiet after every step, so that the strictest checks apply; some leave much to be done at once.
        double hold = random.Next(3) switch { 0 => 0, 1 => 0.15, _ => 0.5 };
        int clients = random.Next(2, BrokerRun.Clients + 1);
        return [.. Enumerable.Range(0, count).Select(_ => new Step(
            Pick(random), random.Next(clients), random.Next(1 << 16), random.Next(1 << 16),
            Receipt: random.Next(10) < 6, Hold: random.NextDouble() < hold))];
    }

    private static StepKind Pick(Random random)
    {
        int at = random.Next(TotalWeight);
        foreach ((StepKind kind, int weight) in Weights)
        {
            if ((at -= weight) < 0) return kind;
        }

        return StepKind.Send;
    }
}
