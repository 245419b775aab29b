namespace Wava.Broker.Tests.Model;

/// <summary>Makes a failing run short: leaves out every step without which it still fails, in large pieces first.</summary>
internal static class Shrinking
{
    public static IReadOnlyList<Step> Shortest(IReadOnlyList<Step> steps, Func<IReadOnlyList<Step>, bool> fails)
    {
        var rest = steps.ToList();
        for (int size = rest.Count / 2; size > 0; size = size > 1 ? size / 2 : 0)
        {
            bool shorter = true;
            while (shorter)
            {
                shorter = false;
                for (int at = rest.Count - size; at >= 0; at -= size)
                {
                    List<Step> without = [.. rest[..at], .. rest[(at + size)..]];
                    if (!fails(without)) continue;
                    rest = without;
                    shorter = true;
                    at = Math.Min(at, rest.Count);
                }
            }
        }

        for (int i = 0; i < rest.Count; i++)
        {
            foreach (Step simpler in (Step[])[rest[i] with { Hold = false }, rest[i] with { Receipt = false }])
            {
                Step before = rest[i];
                rest[i] = simpler with { Hold = simpler.Hold && before.Hold, Receipt = simpler.Receipt && before.Receipt };
                if (!fails(rest)) rest[i] = before;
            }
        }

        return rest;
    }
}
