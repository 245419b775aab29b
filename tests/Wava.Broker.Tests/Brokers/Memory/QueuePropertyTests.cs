using FsCheck;
using FsCheck.Fluent;

namespace Wava.Broker.Tests.Brokers.Memory;

public sealed class QueuePropertyTests
{
    [Fact]
    public void A_queue_keeps_its_promises_after_every_step() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(200),
        Prop.ForAll(Gen.Choose(0, 999_999).ArrayOf().ToArbitrary(), steps =>
        {
            using var model = new QueueModel();
            foreach (int step in steps)
            {
                model.Do(step);
                model.Look();
            }

            model.Empty();
        }));
}
