using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.Tests.Transports.SockJs;

public sealed class SockJsInboxTests
{
    [Fact]
    public async Task Messages_are_read_in_order_until_the_end()
    {
        var inbox = new SockJsInbox(10, 100);
        await inbox.AddAsync("a");
        await inbox.AddAsync("b");
        inbox.Complete();

        Assert.Equal("a", await inbox.ReadAsync(default));
        Assert.Equal("b", await inbox.ReadAsync(default));
        Assert.Null(await inbox.ReadAsync(default));
        Assert.False(await inbox.AddAsync("c"));
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(100, 5)]
    public async Task Whoever_adds_one_too_many_waits_for_room(int messages, int length)
    {
        var inbox = new SockJsInbox(messages, length);
        await inbox.AddAsync("12345");
        Task<bool> second = inbox.AddAsync("6").AsTask();
        Assert.False(second.IsCompleted);

        Assert.Equal("12345", await inbox.ReadAsync(default));
        Assert.True(await second.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("6", await inbox.ReadAsync(default));
    }

    [Fact]
    public async Task One_message_always_fits()
    {
        var inbox = new SockJsInbox(1, 1);

        Assert.True(await inbox.AddAsync(new string('x', 1000)));
    }

    [Fact]
    public async Task A_reader_that_waits_hears_of_a_message_and_of_the_end()
    {
        var inbox = new SockJsInbox(10, 100);
        Task<string?> reading = inbox.ReadAsync(default).AsTask();
        await inbox.AddAsync("a");
        Assert.Equal("a", await reading.WaitAsync(TimeSpan.FromSeconds(10)));
        reading = inbox.ReadAsync(default).AsTask();
        inbox.Complete();

        Assert.Null(await reading.WaitAsync(TimeSpan.FromSeconds(10)));
    }
}
