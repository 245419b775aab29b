using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Sessions;

public sealed class DeliveryLedgerTests
{
    private readonly DeliveryLedger _ledger = new();
    private readonly List<Delivery> _taken = [];

    [Fact]
    public void Deliveries_are_numbered_from_one()
    {
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 3).Select(_ => (int)Add().Number));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(long.MaxValue)]
    public void A_number_that_was_not_given_out_is_unknown(long number)
    {
        Add();
        Add();

        Assert.False(_ledger.Knows(number));
        Assert.False(_ledger.CanTake(number, cumulative: true));
        Assert.False(_ledger.TryTake(number, cumulative: true, _taken));
        Assert.False(_ledger.TryTake(number, cumulative: false, _taken));
        Assert.Empty(_taken);
    }

    [Fact]
    public void A_cumulative_acknowledgement_takes_all_up_to_it_in_order()
    {
        TestDelivery[] all = [.. Enumerable.Range(0, 5).Select(_ => Add().Delivery)];

        Assert.True(_ledger.TryTake(3, cumulative: true, _taken));
        Assert.Equal(all[..3], _taken);
        Assert.True(_ledger.TryTake(2, cumulative: true, _taken)); // covered before: nothing new, and no harm
        Assert.Equal(all[..3], _taken);
        Assert.True(_ledger.TryTake(5, cumulative: true, _taken));
        Assert.Equal(all, _taken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void An_individual_acknowledgement_takes_one_once_wherever_it_stands(long number)
    {
        TestDelivery[] all = [.. Enumerable.Range(0, 3).Select(_ => Add().Delivery)];

        Assert.True(_ledger.TryTake(number, cumulative: false, _taken));
        Assert.False(_ledger.TryTake(number, cumulative: false, _taken));
        Assert.False(_ledger.CanTake(number, cumulative: false));

        Assert.Equal([all[number - 1]], _taken);
        Assert.True(_ledger.Knows(number));
    }

    [Fact]
    public void What_is_open_is_given_back_at_the_end_once()
    {
        TestDelivery[] all = [.. Enumerable.Range(0, 20).Select(_ => Add().Delivery)];
        _ledger.TryTake(7, cumulative: false, _taken);
        _ledger.Forget(9);
        _taken.Clear();

        _ledger.TakeAll(_taken);
        Assert.Equal([.. all[..6], all[7], .. all[9..]], _taken);
        _ledger.TakeAll(_taken);
        Assert.Equal(18, _taken.Count);
    }

    [Fact]
    public void What_never_left_the_server_cannot_be_acknowledged()
    {
        Add();
        Add();
        _ledger.Forget(1);
        _ledger.Forget(17);

        Assert.False(_ledger.TryTake(1, cumulative: false, _taken));
        Assert.True(_ledger.TryTake(2, cumulative: false, _taken));
    }

    [Theory]
    [InlineData("e-102", 2)]
    [InlineData("some-epoch-102", 2)]
    [InlineData("102", 2)]
    [InlineData("e-103", 0)]
    [InlineData("e-", 0)]
    [InlineData("", 0)]
    [InlineData("e-x", 0)]
    [InlineData("e-99999999999999999999", 0)]
    public void An_open_delivery_is_found_by_its_message_id(string messageId, long number)
    {
        Add(101);
        Add(102);

        Assert.Equal(number, _ledger.Find(Encoding.UTF8.GetBytes(messageId)));
    }

    [Fact]
    public void What_is_acknowledged_is_not_found_any_more()
    {
        Add(101);
        Add(102);
        _ledger.TryTake(1, cumulative: false, _taken);

        Assert.Equal(0, _ledger.Find("e-101"u8));
        Assert.Equal(2, _ledger.Find("e-102"u8));
    }

    [Fact]
    public void Of_topics_only_the_latest_are_remembered_and_a_late_acknowledgement_is_believed()
    {
        for (int i = 1; i <= DeliveryLedger.TopicWindow + 10; i++) _ledger.Add(Message(i), null);

        Assert.True(_ledger.TryTake(10, cumulative: false, _taken)); // forgotten
        Assert.True(_ledger.TryTake(11, cumulative: false, _taken)); // the oldest still known
        Assert.False(_ledger.TryTake(11, cumulative: false, _taken));
        Assert.True(_ledger.TryTake(DeliveryLedger.TopicWindow + 10, cumulative: true, _taken));
        Assert.Empty(_taken);
    }

    [Fact]
    public void Any_sequence_of_calls_settles_each_delivery_once_as_a_plain_list_would()
    {
        // 0: add; 1: individual; 2: cumulative; 3: forget; the rest: which number.
        Arbitrary<(int Verb, int Number)[]> steps = Gen.Choose(0, 3).SelectMany(verb => Gen.Choose(0, 40).Select(number => (verb, number))).ArrayOf().ToArbitrary();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(200),
            Prop.ForAll(steps, run =>
            {
                var ledger = new DeliveryLedger();
                var model = new SortedDictionary<long, Delivery>();
                long last = 0;
                foreach ((int verb, int number) in run)
                {
                    var taken = new List<Delivery>();
                    switch (verb)
                    {
                        case 0:
                            var delivery = new TestDelivery(Message(last + 1));
                            model.Add(ledger.Add(delivery.Message, delivery), delivery);
                            Assert.Equal(++last, model.Keys.Last());
                            break;
                        case 1:
                            Assert.Equal(model.TryGetValue(number, out Delivery? one), ledger.TryTake(number, cumulative: false, taken));
                            Assert.Equal(one is null ? [] : [one], taken);
                            model.Remove(number);
                            break;
                        case 2:
                            Assert.Equal(number > 0 && number <= last, ledger.TryTake(number, cumulative: true, taken));
                            Delivery[] covered = number > last ? [] : [.. model.Where(each => each.Key <= number).Select(each => each.Value)];
                            Assert.Equal(covered, taken);
                            foreach (long each in model.Keys.Where(each => number <= last && each <= number).ToArray()) model.Remove(each);
                            break;
                        default:
                            ledger.Forget(number);
                            model.Remove(number);
                            break;
                    }
                }

                var rest = new List<Delivery>();
                ledger.TakeAll(rest);
                Assert.Equal(model.Values, rest);
            }));
    }

    private static Message Message(long sequence)
    {
        Message message = Wava.Broker.Messages.Message.Create("/queue/a", "x"u8);
        message.AssignId("e"u8, sequence);
        return message;
    }

    private (long Number, TestDelivery Delivery) Add(long sequence = 1)
    {
        var delivery = new TestDelivery(Message(sequence));
        return (_ledger.Add(delivery.Message, delivery), delivery);
    }
}
