using Microsoft.Extensions.Options;
using Wava.Broker.Hosting;

namespace Wava.Broker.Tests.Hosting;

public sealed class UserOptionsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/user/")]
    [InlineData("/us*er")]
    [InlineData("/user//x")]
    [InlineData("/us\ner")]
    public void A_prefix_that_is_none_is_named(string prefix)
    {
        Assert.Contains($"UserPrefix: '{prefix}' is not a prefix", Fails(options => options.UserPrefix = prefix), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/topic")]
    [InlineData("/queue/users")]
    [InlineData("/app")]
    [InlineData("/a")]
    public void A_prefix_that_overlaps_with_another_is_named(string prefix)
    {
        string failure = Fails(options =>
        {
            options.Memory.TopicPrefixes.Add("/a/b");
            options.UserPrefix = prefix;
            options.ErrorDestination = prefix + "/errors";
        });

        Assert.Contains($"UserPrefix: '{prefix}'", failure, StringComparison.Ordinal);
        Assert.Contains("overlap", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/queue/errors")]
    [InlineData("/users/queue/errors")]
    [InlineData("/user")]
    [InlineData("/user/queue/")]
    [InlineData("/user/queue/*")]
    [InlineData("")]
    public void An_error_destination_that_is_not_the_clients_own_is_named(string destination) =>
        Assert.Contains($"ErrorDestination: '{destination}'", Fails(options => options.ErrorDestination = destination), StringComparison.Ordinal);

    [Fact]
    public void Prefixes_that_only_begin_alike_are_as_good_as_any()
    {
        var options = new StompBrokerOptions { UserPrefix = "/me", ErrorDestination = "/me/errors" };
        options.Memory.TopicPrefixes.Add("/message");
        options.Memory.TopicPrefixes.Add("/m");

        Assert.True(new StompBrokerOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void Where_points_separate_they_do_so_in_prefixes_too()
    {
        var options = new StompBrokerOptions { UserPrefix = "user", ErrorDestination = "user.queue.errors" };
        options.Memory.DestinationSeparator = '.';

        Assert.True(new StompBrokerOptionsValidator().Validate(null, options).Succeeded);
        options.Memory.TopicPrefixes.Add("user.topic");
        Assert.Contains("overlap", Assert.Single(new StompBrokerOptionsValidator().Validate(null, options).Failures!), StringComparison.Ordinal);
    }

    private static string Fails(Action<StompBrokerOptions> mistake)
    {
        var options = new StompBrokerOptions();
        mistake(options);
        ValidateOptionsResult result = new StompBrokerOptionsValidator().Validate(null, options);
        return Assert.Single(result.Failures!);
    }
}
