using Wava.Testing;

namespace Wava.Broker.Tests.Testing;

public sealed class EventuallyTests
{
    [Fact]
    public async Task What_becomes_true_is_waited_for()
    {
        var asked = 0;
        await Eventually.IsTrue(() => ++asked == 5, "the condition was asked often enough");
        await Eventually.IsTrue(async () => await Task.FromResult(++asked == 10), "the condition was asked often enough");
    }

    [Fact]
    public async Task What_stays_false_fails_with_the_reason()
    {
        var failure = await Assert.ThrowsAsync<EventuallyException>(
            () => Eventually.IsTrue(() => false, "the moon is made of cheese", TimeSpan.FromMilliseconds(20)));

        Assert.Equal("Within 0.02 s it did not come about that the moon is made of cheese.", failure.Message);
    }
}
