using System.Globalization;
using Xunit.Abstractions;

namespace Wava.Broker.Tests.Model;

/// <summary>Random clients do random things, and everything comes as the model says.</summary>
/// <remarks>
/// WAVA_MODEL_STEPS sets how many steps are done in all; WAVA_MODEL_SEED the first seed, to repeat what has failed.
/// </remarks>
public sealed class BrokerModelTests(ITestOutputHelper output)
{
    private const int StepsPerRun = 160;

    [Fact]
    public void Whatever_clients_do_the_broker_does_what_the_model_says()
    {
        int first = Setting("WAVA_MODEL_SEED", 1);
        int runs = Math.Max(1, Setting("WAVA_MODEL_STEPS", 96_000) / StepsPerRun);
        for (int seed = first; seed < first + runs; seed++)
        {
            Step[] steps = Step.Generate(seed, StepsPerRun);
            if (BrokerRun.Failure(steps) is null) continue;
            IReadOnlyList<Step> shortest = Shrinking.Shortest(steps, some => BrokerRun.Failure(some) is not null);
            string again = $"WAVA_MODEL_SEED={seed} WAVA_MODEL_STEPS={StepsPerRun}";
            Assert.Fail($"Seed {seed} ({again}), cut down to {shortest.Count} steps:\n{BrokerRun.Failure(shortest)}");
        }

        foreach ((string what, int count) in BrokerRun.Tally) output.WriteLine($"{count,8} {what}");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
