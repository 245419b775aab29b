using Microsoft.AspNetCore.Builder;
using Wava.Broker.Handlers;
using Wava.Broker.Hosting;
using Wava.Broker.Messages;
using Wava.Broker.Tests.Sessions;

namespace Wava.Broker.Tests.Handlers;

public sealed class ReplyPlanTests : IAsyncLifetime
{
    private readonly SessionFixture _broker = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _broker.DisposeAsync().AsTask();

    [Theory]
    [InlineData("/plain", "/topic/plain")]
    [InlineData("/any/b", "/topic/any/b")]
    [InlineData("/named/b", "/topic/rooms/b")]
    [InlineData("/two", "/topic/one, /topic/two")]
    [InlineData("/user", "all of user: /queue/user")]
    [InlineData("/user/named/b", "session: /queue/b/errors")]
    [InlineData("/both", "/topic/both, all of user: /queue/both")]
    public void A_methods_attributes_say_where_its_answers_go(string destination, string answers) =>
        Assert.Equal(answers, Answers(broker => broker.AddHandler<Methods>(), destination));

    [Theory]
    [InlineData("/said", "/topic/class")]
    [InlineData("/own", "/topic/own")] // and not to the user, as the class says
    [InlineData("/empty", "/topic/class")]
    [InlineData("/user", "session: /queue/class")]
    public void What_the_class_says_counts_where_the_method_says_nothing(string destination, string answers) =>
        Assert.Equal(answers, Answers(broker => broker.AddHandler<Classes>().AddHandler<UserClasses>(), destination));

    [Theory]
    [InlineData("/said", "subscriber")]
    [InlineData("/own", "/topic/own")]
    [InlineData("/user", "session: /queue/class")]
    public void Subscribers_are_answered_directly_unless_the_method_itself_says_otherwise(string destination, string answers) =>
        Assert.Equal(answers, Answers(broker => broker.AddHandler<Classes>().AddHandler<UserClasses>(), destination, HandlerKind.Subscription));

    [Fact]
    public void Of_groups_and_handlers_the_closest_counts()
    {
        void Map(WebApplication app)
        {
            MessageGroupBuilder outer = app.MapMessageGroup("/outer").SendTo("/topic/outer");
            outer.MapMessage("a", () => "");
            outer.MapMessage("b", () => "").SendTo("/topic/b");
            outer.MapMessage("c", () => "").SendToUser(broadcast: false, "/queue/c");
            outer.MapMessage("d", [SendTo("/topic/d")] () => "");
            MessageGroupBuilder inner = outer.MapMessageGroup("inner").SendToUser();
            inner.MapMessage("e", () => "");
            inner.MapSubscribe("f", () => "");
            inner.MapSubscribe("g", () => "").SendTo();
        }

        Assert.Equal("/topic/outer", Answers(null, "/outer/a", map: Map));
        Assert.Equal("/topic/b", Answers(null, "/outer/b", map: Map));
        Assert.Equal("session: /queue/c", Answers(null, "/outer/c", map: Map));
        Assert.Equal("/topic/d", Answers(null, "/outer/d", map: Map));
        Assert.Equal("all of user: /queue/outer/inner/e", Answers(null, "/outer/inner/e", map: Map));
        Assert.Equal("subscriber", Answers(null, "/outer/inner/f", HandlerKind.Subscription, map: Map));
        Assert.Equal("/topic/outer", Answers(null, "/outer/inner/g", HandlerKind.Subscription, map: Map));
    }

    [Fact]
    public void The_default_is_the_brokers_first_topic_prefix_and_the_applications_prefix_is_left_out()
    {
        void Broker(StompBrokerBuilder broker) => broker.UseMemoryBroker("/news", "/topic", "/jobs/queue").UseApplicationPrefixes("/in", "/into");
        void Map(WebApplication app)
        {
            app.MapMessage("/**", (MessageContext _) => "").SendTo().SendToUser();
            app.MapMessage("/", () => "");
        }

        Assert.Equal("/news/a/b, all of user: /jobs/queue/a/b", Answers(Broker, "/a/b", prefix: "/in", map: Map));
        Assert.Equal("/news/a/b, all of user: /jobs/queue/a/b", Answers(Broker, "/a/b", prefix: "/into", map: Map));
        Assert.Equal("/news", Answers(Broker, "", prefix: "/in", map: Map));
    }

    [Fact]
    public void Where_the_dot_separates_the_answer_is_written_as_the_message_is()
    {
        void Broker(StompBrokerBuilder broker) => broker.Configure(options => options.Memory.DestinationSeparator = '.');
        void Map(WebApplication app) => app.MapMessage("a.b", () => "");

        Assert.Equal("/topic/a.b", Answers(Broker, "/a.b", map: Map));
        Assert.Equal("/topic.a.b", Answers(Broker, ".a.b", map: Map));
    }

    [Fact]
    public void Exception_handlers_answer_as_the_handler_would_that_failed()
    {
        HandlerTable table = HandlerApp.Table(broker => broker.AddHandler<Failing>());

        Assert.Equal("/topic/rooms/7", Answers(table, "/rooms/7", exception: new IOException()));
        Assert.Equal("session: /queue/7/errors", Answers(table, "/rooms/7", exception: new FormatException()));
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => Answers(table, "/other", exception: new FormatException()));
        Assert.Contains("has no variable 'id'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_returns_nothing_answers_nothing() =>
        Assert.Same(ReplyPlan.None, HandlerApp.Table(map: app => app.MapMessage("/a", (MessageContext _) => Task.CompletedTask)).Handlers.Single().Replies);

    private string Answers(
        Action<StompBrokerBuilder>? broker, string destination, HandlerKind kind = HandlerKind.Message, string prefix = "/app", Action<WebApplication>? map = null) =>
        Answers(HandlerApp.Table(broker, map), destination, kind, prefix);

    private string Answers(HandlerTable table, string destination, HandlerKind kind = HandlerKind.Message, string prefix = "/app", Exception? exception = null)
    {
        HandlerDescriptor handler = table.Find(kind, System.Text.Encoding.UTF8.GetBytes(destination), out DestinationMatch match)!;
        var context = new MessageContext(new Conversation(_broker).Session, Message.Create(prefix + destination, []), null, handler, null!) { Match = match };
        ReplyPlan plan = (exception is null ? handler : table.FindExceptionHandler(handler, exception, out _)!).Replies;
        if (plan.ToSubscriber) return "subscriber";
        string whom = plan.Broadcast ? "all of user: " : "session: ";
        return string.Join(", ", [.. plan.Destinations.Select(each => each.For(context)), .. plan.UserDestinations.Select(each => whom + each.For(context))]);
    }

    internal sealed class Methods
    {
        [MessageMapping("/plain")]
        public string Plain() => "";

        [MessageMapping("/any/*")]
        public string Any() => "";

        [MessageMapping("/named/{room}"), SendTo("/topic/rooms/{room}")]
        public string Named() => "";

        [MessageMapping("/two"), SendTo("/topic/one", "/topic/two", "/topic/one")]
        public string Two() => "";

        [MessageMapping("/user"), SendToUser]
        public string User() => "";

        [MessageMapping("/user/named/{room}"), SendToUser("/queue/{room}/errors", Broadcast = false)]
        public string UserNamed() => "";

        [MessageMapping("/both"), SendTo, SendToUser]
        public string Both() => "";
    }

    [SendTo("/topic/class")]
    internal sealed class Classes
    {
        [MessageMapping("/said"), SubscribeMapping("/said")]
        public string Said() => "";

        [MessageMapping("/empty"), SendTo]
        public string Empty() => "";
    }

    [SendToUser("/queue/class")]
    internal sealed class UserClasses
    {
        [MessageMapping("/own"), SubscribeMapping("/own"), SendTo("/topic/own")]
        public string Own() => "";

        [MessageMapping("/user"), SubscribeMapping("/user"), SendToUser(Broadcast = false)]
        public string User() => "";
    }

    internal sealed class Failing
    {
        [MessageMapping("/rooms/{id}")]
        public void Say(int id) => _ = id;

        [MessageMapping("/other")]
        public void Other()
        {
        }

        [MessageExceptionHandler]
        public string Broken(IOException e) => e.Message;

        [MessageExceptionHandler, SendToUser("/queue/{id}/errors", Broadcast = false)]
        public string Malformed(FormatException e) => e.Message;
    }
}
