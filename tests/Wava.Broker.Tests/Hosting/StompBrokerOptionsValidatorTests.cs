using Microsoft.Extensions.Options;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Hosting;

namespace Wava.Broker.Tests.Hosting;

public sealed class StompBrokerOptionsValidatorTests
{
    private static readonly Dictionary<string, (Action<StompBrokerOptions> Break, string[] Words)> Mistakes = new()
    {
        ["HeartBeat.Outgoing below zero"] = (o => o.HeartBeat.Outgoing = TimeSpan.FromSeconds(-1), ["HeartBeat.Outgoing"]),
        ["HeartBeat.Outgoing beyond an hour"] = (o => o.HeartBeat.Outgoing = TimeSpan.FromHours(2), ["HeartBeat.Outgoing"]),
        ["HeartBeat.Outgoing of a moment"] = (o => o.HeartBeat.Outgoing = TimeSpan.FromMilliseconds(99), ["HeartBeat.Outgoing", "100 milliseconds"]),
        ["HeartBeat.Incoming below zero"] = (o => o.HeartBeat.Incoming = TimeSpan.FromSeconds(-1), ["HeartBeat.Incoming"]),
        ["HeartBeat.Incoming beyond an hour"] = (o => o.HeartBeat.Incoming = TimeSpan.FromHours(2), ["HeartBeat.Incoming"]),
        ["HeartBeat.Tolerance below one"] = (o => o.HeartBeat.Tolerance = 0.9, ["HeartBeat.Tolerance"]),
        ["HeartBeat.Tolerance of no number"] = (o => o.HeartBeat.Tolerance = double.NaN, ["HeartBeat.Tolerance"]),
        ["HeartBeat.MinimumGrace below zero"] = (o => o.HeartBeat.MinimumGrace = TimeSpan.FromSeconds(-1), ["HeartBeat.MinimumGrace"]),
        ["Limits.MaxFrameSizeBeforeConnect"] = (o => o.Limits.MaxFrameSizeBeforeConnect = 255, ["Limits.MaxFrameSizeBeforeConnect", "256"]),
        ["Limits.MaxFrameSize"] = (o => o.Limits.MaxFrameSize = 255, ["Limits.MaxFrameSize", "256"]),
        ["Limits.MaxBodySize"] = (o => o.Limits.MaxBodySize = 0, ["Limits.MaxBodySize", "1"]),
        ["Limits.MaxHeaderLineSize"] = (o => o.Limits.MaxHeaderLineSize = 63, ["Limits.MaxHeaderLineSize", "64"]),
        ["Limits.MaxHeadSize"] = (o => o.Limits.MaxHeadSize = 127, ["Limits.MaxHeadSize", "128"]),
        ["Limits.MaxHeaderCount"] = (o => o.Limits.MaxHeaderCount = 3, ["Limits.MaxHeaderCount", "4"]),
        ["Limits.MaxCommandSize"] = (o => o.Limits.MaxCommandSize = 10, ["Limits.MaxCommandSize", "11"]),
        ["Limits.MaxDestinationLength"] = (o => o.Limits.MaxDestinationLength = 7, ["Limits.MaxDestinationLength", "8"]),
        ["Limits.MaxConnections"] = (o => o.Limits.MaxConnections = 0, ["Limits.MaxConnections", "1"]),
        ["Limits.MaxConnectionsPerAddress"] = (o => o.Limits.MaxConnectionsPerAddress = -1, ["Limits.MaxConnectionsPerAddress", "0"]),
        ["Limits.MaxSubscriptions"] = (o => o.Limits.MaxSubscriptions = 0, ["Limits.MaxSubscriptions", "1"]),
        ["Limits.MaxSubscriptionIdLength"] = (o => o.Limits.MaxSubscriptionIdLength = 0, ["Limits.MaxSubscriptionIdLength", "1"]),
        ["Limits.MaxTransactions"] = (o => o.Limits.MaxTransactions = -1, ["Limits.MaxTransactions", "0"]),
        ["Limits.MaxTransactionFrames"] = (o => o.Limits.MaxTransactionFrames = 0, ["Limits.MaxTransactionFrames", "1"]),
        ["Limits.MaxTransactionSize"] = (o => o.Limits.MaxTransactionSize = 0, ["Limits.MaxTransactionSize", "1"]),
        ["Limits.DefaultPrefetch"] = (o => o.Limits.DefaultPrefetch = 0, ["Limits.DefaultPrefetch", "1"]),
        ["Limits.MaxPrefetch"] = (o => o.Limits.MaxPrefetch = 0, ["Limits.MaxPrefetch", "1"]),
        ["Limits.MaxOutboxSize"] = (o => o.Limits.MaxOutboxSize = 1023, ["Limits.MaxOutboxSize", "1024"]),
        ["Limits.MaxOutboxFrames"] = (o => o.Limits.MaxOutboxFrames = 7, ["Limits.MaxOutboxFrames", "8"]),
        ["Limits.MaxOutboxSizeTotal"] = (o => o.Limits.MaxOutboxSizeTotal = -1, ["Limits.MaxOutboxSizeTotal", "0"]),
        ["Limits.ConnectTimeout"] = (o => o.Limits.ConnectTimeout = TimeSpan.Zero, ["Limits.ConnectTimeout"]),
        ["Limits.FrameTimeout"] = (o => o.Limits.FrameTimeout = TimeSpan.Zero, ["Limits.FrameTimeout"]),
        ["Limits.WriteTimeout"] = (o => o.Limits.WriteTimeout = TimeSpan.FromTicks(-1), ["Limits.WriteTimeout"]),
        ["Limits.CloseTimeout"] = (o => o.Limits.CloseTimeout = TimeSpan.Zero, ["Limits.CloseTimeout"]),
        ["Memory.DestinationSeparator"] = (o => o.Memory.DestinationSeparator = ':', ["Memory.DestinationSeparator"]),
        ["a prefix with a slash behind"] = (o => o.Memory.TopicPrefixes.Add("/news/"), ["Memory", "'/news/'"]),
        ["a prefix with a wildcard"] = (o => o.Memory.QueuePrefixes.Add("/jobs*"), ["Memory", "'/jobs*'"]),
        ["an empty prefix"] = (o => o.Memory.TopicPrefixes.Add(""), ["Memory", "''"]),
        ["a prefix of both kinds"] = (o => o.Memory.TopicPrefixes.Add("/queue"), ["Memory", "'/queue'", "both"]),
        ["Memory.History pattern"] = (o => o.Memory.History.Add(new HistoryRule { Pattern = "/topic//a" }), ["Memory.History", "'/topic//a'"]),
        ["Memory.History MaxCount"] = (o => o.Memory.History.Add(new HistoryRule { Pattern = "/topic/a", MaxCount = 0 }), ["Memory.History[/topic/a].MaxCount"]),
        ["Memory.History MaxBytes"] = (o => o.Memory.History.Add(new HistoryRule { Pattern = "/topic/a", MaxBytes = 0 }), ["Memory.History[/topic/a].MaxBytes"]),
        ["Memory.History MaxAge"] = (o => o.Memory.History.Add(new HistoryRule { Pattern = "/topic/a", MaxAge = default }), ["Memory.History[/topic/a].MaxAge"]),
        ["Memory.MaxHistoryDestinations"] = (o => o.Memory.MaxHistoryDestinations = -1, ["Memory.MaxHistoryDestinations"]),
        ["Memory.MaxHistoryBytes"] = (o => o.Memory.MaxHistoryBytes = -1, ["Memory.MaxHistoryBytes"]),
        ["Memory.Queues.MaxMessages"] = (o => o.Memory.Queues.MaxMessages = 0, ["Memory.Queues.MaxMessages"]),
        ["Memory.Queues.MaxBytes"] = (o => o.Memory.Queues.MaxBytes = 0, ["Memory.Queues.MaxBytes"]),
        ["Memory.Queues.MaxTotalBytes"] = (o => o.Memory.Queues.MaxTotalBytes = 0, ["Memory.Queues.MaxTotalBytes"]),
        ["Memory.Queues.MaxQueues"] = (o => o.Memory.Queues.MaxQueues = 0, ["Memory.Queues.MaxQueues"]),
        ["Memory.Queues.MaxDeliveries"] = (o => o.Memory.Queues.MaxDeliveries = 0, ["Memory.Queues.MaxDeliveries"]),
        ["Memory.Queues.DefaultTimeToLive"] = (o => o.Memory.Queues.DefaultTimeToLive = TimeSpan.FromSeconds(-1), ["Memory.Queues.DefaultTimeToLive"]),
        ["Memory.Queues.DeadLetterDestination"] = (o => o.Memory.Queues.DeadLetterDestination = "/elsewhere/dead", ["Memory.Queues.DeadLetterDestination"]),
        ["an overflow pattern"] = (o => o.Overflow["/topic//a"] = "disconnect", ["Overflow", "'/topic//a'"]),
        ["an overflow policy"] = (o => o.Overflow["/topic/a"] = "explode", ["Overflow", "'explode'", "drop-oldest"]),
        ["an origin without a scheme"] = (o => o.AllowedOrigins.Add("example.com"), ["AllowedOrigins", "'example.com'", "https://"]),
        ["an origin with two stars"] = (o => o.AllowedOrigins.Add("https://*.example.com:*"), ["AllowedOrigins", "star"]),
        ["DrainTime"] = (o => o.DrainTime = TimeSpan.FromSeconds(-1), ["DrainTime"]),
        ["an empty login"] = (o => o.Users[""] = "x", ["Users"]),
        ["an empty passcode"] = (o => o.Users["joe"] = "", ["Users"]),
    };

    public static TheoryData<string> EachMistake => [.. Mistakes.Keys];

    [Theory]
    [MemberData(nameof(EachMistake))]
    public void A_mistake_is_told_by_the_name_of_the_option_and_alone(string mistake)
    {
        var options = new StompBrokerOptions();
        Mistakes[mistake].Break(options);

        ValidateOptionsResult result = new StompBrokerOptionsValidator().Validate(null, options);

        Assert.True(result.Failed);
        string failure = Assert.Single(result.Failures);
        Assert.All(Mistakes[mistake].Words, word => Assert.Contains(word, failure, StringComparison.Ordinal));
        Assert.EndsWith(".", failure.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var options = new StompBrokerOptions();
        options.Limits.MaxConnections = 0;
        options.DrainTime = TimeSpan.FromSeconds(-1);

        Assert.Equal(2, new StompBrokerOptionsValidator().Validate(null, options).Failures?.Count());
    }

    [Fact]
    public void The_defaults_are_right_and_so_is_what_the_documentation_shows()
    {
        var options = new StompBrokerOptions();
        Assert.True(new StompBrokerOptionsValidator().Validate(null, options).Succeeded);

        options.HeartBeat.Outgoing = options.HeartBeat.Incoming = TimeSpan.Zero;
        options.Memory.History.Add(new HistoryRule { Pattern = "/topic/chat/**" });
        options.Overflow["/topic/prices/**"] = "conflate(symbol)";
        foreach (string origin in new[] { "*", "https://example.com", "https://*.example.com", "http://localhost:*" }) options.AllowedOrigins.Add(origin);
        options.Users["joe"] = "secret";
        options.Memory.Queues.DeadLetterDestination = null;
        Assert.True(new StompBrokerOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void Every_number_and_time_among_the_limits_is_checked()
    {
        IEnumerable<string> all = typeof(Wava.Broker.Sessions.StompLimits).GetProperties().Select(property => $"Limits.{property.Name}");

        Assert.Empty(all.Except(Mistakes.Keys));
    }
}
