using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Sessions;

/// <summary>An outbox under any sequence of appends, flushes and withdrawals keeps its books and its promises.</summary>
public sealed class OutboxProperties : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public void The_books_are_right_survivors_keep_their_order_and_nothing_that_must_arrive_is_lost()
    {
        Arbitrary<(int Verb, int Number)[]> steps = Gen.Choose(0, 8).SelectMany(verb => Gen.Choose(0, 30).Select(number => (verb, number))).ArrayOf().ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(120), Prop.ForAll(steps, run =>
        {
            FlushBatch.Open(); // flushes are the test's own
            try
            {
                Run(run);
            }
            finally
            {
                FlushBatch.Close();
            }
        }));
    }

    private void Run((int Verb, int Number)[] steps)
    {
        var box = new OutboxFixture(_broker, octets: 2_000, frames: 12);
        Subscription drop = box.Subscription("drop", OverflowPolicy.DropOldest, number: 1);
        Subscription conflate = box.Subscription("conflate", OverflowPolicy.Conflate("k"), number: 2);
        Subscription strict = box.Subscription("strict", number: 3);
        Subscription queue = box.Subscription("queue", OverflowPolicy.DropOldest, AckMode.Client, number: 4);
        var withdrawn = new List<Delivery>();
        int said = 0;
        int control = 0;
        foreach ((int verb, int number) in steps)
        {
            string body = $"{++said} {new string('x', number * 4)}";
            switch (verb)
            {
                case 0 or 1:
                    box.Outbox.Append(box.Message(body), drop, null);
                    break;
                case 2 or 3:
                    box.Outbox.Append(box.Message(body, ("k", $"{number % 3}")), conflate, null);
                    break;
                case 4:
                    box.Outbox.Append(box.Message(body), strict, null);
                    break;
                case 5:
                    Message lent = box.Message(body);
                    TestDelivery delivery = box.Lend(lent);
                    if (!box.Outbox.Append(lent, queue, delivery)) box.Deliveries.Remove(delivery);
                    break;
                case 6:
                    if (box.Overflows == 0) control++;
                    box.Outbox.Append(System.Text.Encoding.UTF8.GetBytes($"RECEIPT {said}"));
                    break;
                case 7:
                    box.Flush();
                    Assert.Equal((0, 0L), (box.Outbox.Frames, box.Outbox.Octets));
                    break;
                default:
                    box.Outbox.Withdraw(queue, withdrawn);
                    break;
            }

            Assert.True(box.Outbox.Octets >= 0 && box.Outbox.Frames >= 0);
            Assert.Equal(box.Outbox.Frames == 0, box.Outbox.Octets == 0);
        }

        box.Flush();
        Assert.Equal(control, box.Transport.Written.Count(frame => frame.StartsWith("RECEIPT", StringComparison.Ordinal)));
        int[] order = [.. box.Transport.Written.Select(NumberOf)];
        Assert.Equal(order.Order(), order);
        // Each gap that a subscriber is told of, and what is still to be told, makes up all that was dropped.
        Assert.Equal(box.Drops.Count, Told(box) + drop.Gap + conflate.Gap + queue.Gap);
        // A lent message went out once, or was handed back; never both, never neither.
        string[] bodies = [.. box.Transport.Written.Where(frame => frame.Contains("\nsubscription:queue\n", StringComparison.Ordinal)).Select(OutboxFixture.BodyOf)];
        Assert.Equal(
            box.Deliveries.Select(each => System.Text.Encoding.UTF8.GetString(each.Message.Body.Span)).Order(),
            bodies.Concat(withdrawn.Select(each => System.Text.Encoding.UTF8.GetString(each.Message.Body.Span))).Order());

        static int NumberOf(string frame) => int.Parse(
            (frame.StartsWith("RECEIPT", StringComparison.Ordinal) ? frame[8..] : OutboxFixture.BodyOf(frame)).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static int Told(OutboxFixture box) => box.Transport.Written
        .SelectMany(frame => frame.Split('\n')).Where(line => line.StartsWith("wava-gap:", StringComparison.Ordinal))
        .Sum(line => int.Parse(line[9..], System.Globalization.CultureInfo.InvariantCulture));
}
