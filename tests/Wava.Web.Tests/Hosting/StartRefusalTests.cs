using Microsoft.Extensions.Options;
using Wava.Web.Hosting;

namespace Wava.Web.Tests.Hosting;

public sealed class StartRefusalTests
{
    [Theory]
    [InlineData("Chat:MaxMessages", "abc")]
    [InlineData("Chat:MaxMessages", "0")]
    [InlineData("Rooms:ProbesPerMinute", "99999999999999")]
    [InlineData("Storage:BusyTimeout", "soon")]
    public async Task A_mistake_in_the_configuration_is_told_with_its_key_before_anything_is_opened(string key, string value)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"wava-test-{Guid.NewGuid():N}");
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => WavaApp.StartAsync(StorageEngine.SQLite, ("Storage:Folder", folder), (key, value)));

        Assert.Contains(key, Assert.Single(StartRefusal.Reasons(failure)!), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var failure = new AggregateException(
            new OptionsValidationException("", typeof(object), ["A is 0; it must lie between 1 and 2."]), new OptionsValidationException("", typeof(object), ["B is missing."]));

        Assert.Equal(["A is 0; it must lie between 1 and 2.", "B is missing."], StartRefusal.Reasons(failure));
    }

    [Fact]
    public void What_is_no_mistake_in_the_configuration_keeps_its_stack_trace()
    {
        Assert.Null(StartRefusal.Reasons(new InvalidOperationException("A bug.")));
        Assert.Null(StartRefusal.Reasons(new AggregateException(new OptionsValidationException("", typeof(object), ["B is missing."]), new InvalidOperationException("A bug."))));
    }
}
