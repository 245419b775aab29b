using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Wava.Broker.Hosting;

namespace Wava.Broker.Tests.Handlers;

public sealed class HandlerOptionsTests
{
    private static readonly Dictionary<string, (Action<StompBrokerOptions> Break, string[] Words)> Mistakes = new()
    {
        ["an empty prefix"] = (o => o.Handlers.ApplicationPrefixes.Add(""), ["Handlers.ApplicationPrefixes", "''"]),
        ["a prefix with a slash behind"] = (o => o.Handlers.ApplicationPrefixes.Add("/in/"), ["Handlers.ApplicationPrefixes", "'/in/'"]),
        ["a prefix with a wildcard"] = (o => o.Handlers.ApplicationPrefixes.Add("/in*"), ["Handlers.ApplicationPrefixes", "'/in*'"]),
        ["a prefix with a variable"] = (o => o.Handlers.ApplicationPrefixes.Add("/{in}"), ["Handlers.ApplicationPrefixes", "'/{in}'"]),
        ["a prefix of the broker"] = (o => o.Handlers.ApplicationPrefixes.Add("/topic"), ["'/topic'", "overlap"]),
        ["a prefix above one of the broker"] = (o => o.Memory.QueuePrefixes.Add("/app/queue"), ["'/app'", "'/app/queue'", "overlap"]),
        ["Timeout of nothing"] = (o => o.Handlers.Timeout = TimeSpan.Zero, ["Handlers.Timeout"]),
        ["Timeout of ages"] = (o => o.Handlers.Timeout = TimeSpan.FromDays(50), ["Handlers.Timeout", "49 days"]),
        ["MaxConcurrent"] = (o => o.Handlers.MaxConcurrent = 0, ["Handlers.MaxConcurrent", "1"]),
        ["MaxJsonDepth of nothing"] = (o => o.Handlers.MaxJsonDepth = 0, ["Handlers.MaxJsonDepth"]),
        ["MaxJsonDepth without end"] = (o => o.Handlers.MaxJsonDepth = 1001, ["Handlers.MaxJsonDepth"]),
        ["MaxPayloadSize"] = (o => o.Handlers.MaxPayloadSize = 0, ["Handlers.MaxPayloadSize"]),
        ["a header without a name"] = (o => o.Handlers.CopiedHeaders.Add(""), ["Handlers.CopiedHeaders"]),
        ["a header of the server's"] = (o => o.Handlers.CopiedHeaders.Add("message-id"), ["Handlers.CopiedHeaders", "'message-id'"]),
    };

    public static TheoryData<string> EachMistake => [.. Mistakes.Keys];

    [Theory]
    [MemberData(nameof(EachMistake))]
    public void A_mistake_is_told_by_the_name_of_the_option_and_alone(string mistake)
    {
        var options = new StompBrokerOptions();
        Mistakes[mistake].Break(options);

        string problem = Assert.Single(Check(options));

        Assert.All(Mistakes[mistake].Words, word => Assert.Contains(word, problem, StringComparison.Ordinal));
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_wrong_with_the_options_as_they_are_or_at_their_limits()
    {
        Assert.Empty(Check(new StompBrokerOptions()));
        var options = new StompBrokerOptions { Memory = { DestinationSeparator = '.' } };
        foreach (string prefix in new[] { "in", "/app/v2", "/app" }) options.Handlers.ApplicationPrefixes.Add(prefix);
        options.Handlers.Timeout = Timeout.InfiniteTimeSpan;
        (options.Handlers.MaxConcurrent, options.Handlers.MaxJsonDepth, options.Handlers.MaxPayloadSize) = (1, 1000, 1);
        options.Handlers.CopiedHeaders.Add("trace");
        Assert.Empty(Check(options));
    }

    [Fact]
    public void The_builder_sets_the_prefixes_and_the_error_queue_goes_along()
    {
        WebApplication app = HandlerApp.Build(broker => broker.UseApplicationPrefixes("/in", "/out").UseUserPrefix("/me"));
        StompBrokerOptions options = app.Services.GetRequiredService<IOptions<StompBrokerOptions>>().Value;

        Assert.Equal(["/in", "/out"], options.Handlers.ApplicationPrefixes);
        Assert.Equal(("/me", "/me/queue/errors"), (options.UserPrefix, options.ErrorDestination));
    }

    private static IEnumerable<string> Check(StompBrokerOptions options) => new StompBrokerOptionsValidator().Validate(null, options).Failures ?? [];
}
