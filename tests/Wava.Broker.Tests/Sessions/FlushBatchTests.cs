using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class FlushBatchTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task What_one_read_brought_goes_out_with_one_flush_to_each()
    {
        var boxes = Enumerable.Range(0, 3).Select(_ => new OutboxFixture(_broker)).ToArray();
        FlushBatch.Open();
        for (int i = 0; i < 20; i++)
        {
            foreach (OutboxFixture box in boxes) box.Outbox.Append([(byte)'x']);
        }

        Assert.All(boxes, box => Assert.Equal(20, box.Outbox.Frames));
        FlushBatch.Close();

        foreach (OutboxFixture box in boxes)
        {
            await Eventually.IsTrue(() => box.Transport.Written.Count == 20, "the batch went out");
            Assert.Equal([20], box.Transport.Flushes);
        }
    }

    [Fact]
    public async Task A_batch_within_a_batch_waits_for_the_outer_one()
    {
        var box = new OutboxFixture(_broker);
        FlushBatch.Open();
        FlushBatch.Open();
        box.Outbox.Append([(byte)'x']);
        FlushBatch.Close();
        box.Outbox.Append([(byte)'x']);
        Assert.Equal(2, box.Outbox.Frames);
        FlushBatch.Close();

        await Eventually.IsTrue(() => box.Transport.Written.Count == 2, "the batch went out");
        Assert.Equal([2], box.Transport.Flushes);
    }

    [Fact]
    public async Task Outside_of_a_batch_a_frame_goes_out_as_soon_as_a_thread_is_free()
    {
        var box = new OutboxFixture(_broker);
        for (int i = 1; i <= 3; i++)
        {
            box.Outbox.Append([(byte)'x']);
            await Eventually.IsTrue(() => box.Transport.Written.Count == i, "the frame went out");
        }
    }

    [Fact]
    public async Task Many_publishers_and_one_reader_lose_nothing_and_each_publishers_order_stays()
    {
        var box = new OutboxFixture(_broker, octets: long.MaxValue, frames: int.MaxValue);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(publisher => Task.Run(() =>
        {
            for (int i = 0; i < 2_000; i++)
            {
                bool batch = i % 7 == 0;
                if (batch) FlushBatch.Open();
                box.Outbox.Append(System.Text.Encoding.UTF8.GetBytes($"{publisher} {i}"));
                if (batch) FlushBatch.Close();
            }
        })));

        await Eventually.IsTrue(() => box.Transport.Written.Count == 8_000, "all frames went out");
        foreach (IGrouping<string, string> publisher in box.Transport.Written.GroupBy(each => each.Split(' ')[0]))
            Assert.Equal(Enumerable.Range(0, 2_000).Select(i => $"{publisher.Key} {i}"), publisher);
        Assert.Equal((0, 0L), (box.Outbox.Frames, box.Outbox.Octets));
        Assert.True(box.Transport.Flushes.Count < 8_000, "Frames that wait together must go out together.");
    }
}
