using Wava.Broker.Handlers;

namespace Wava.Broker.Tests.Handlers;

public sealed class HandlerClassTests
{
    [Fact]
    public void A_class_and_its_methods_say_together_what_is_theirs()
    {
        HandlerTable table = HandlerApp.Table(broker => broker.AddHandler<Chat>());

        Assert.Equal("Chat.Say lobby", table.Find("/chat/lobby"));
        Assert.Equal("Chat.Say lobby", table.Find("/talk/lobby"));
        Assert.Equal("Chat.Leave lobby", table.Find("/chat/lobby/leave"));
        Assert.Equal("Chat.Leave lobby", table.Find("/talk/lobby/quit"));
        Assert.Equal("Chat.Everything", table.Find("/chat"));
        Assert.Equal("Chat.History lobby", table.Find("/chat/lobby/history", HandlerKind.Subscription));
        Assert.Null(table.Find("/chat/lobby/history"));
        Assert.Null(table.Find("/lobby"));
        Assert.Equal(typeof(Chat), table.Named("Chat.Say").HandlerType);
    }

    [Fact]
    public void Where_the_dot_separates_it_stands_between_class_and_method_too()
    {
        HandlerTable table = HandlerApp.Table(broker => broker.AddHandler<Dotted>().Configure(options => options.Memory.DestinationSeparator = '.'));

        Assert.Equal("Dotted.Set 7", table.Find("/lamps.7.set"));
        Assert.Null(table.Find("/lamps/7/set"));
    }

    [Fact]
    public void A_method_may_take_both_messages_and_subscriptions()
    {
        HandlerTable table = HandlerApp.Table(broker => broker.AddHandler<Both>());

        Assert.Equal("Both.Now", table.Find("/now"));
        Assert.Equal("Both.Now", table.Find("/time", HandlerKind.Subscription));
        Assert.Equal(2, table.Handlers.Count);
    }

    [Fact]
    public void Methods_and_attributes_of_base_classes_count()
    {
        HandlerTable table = HandlerApp.Table(broker => broker.AddHandler<Rooms>());

        Assert.Equal("Rooms.Count", table.Find("/rooms/count"));
        Assert.Equal("Rooms.Clear", table.Find("/rooms/clear"));
        Assert.Equal(typeof(Rooms), table.Named("Rooms.Count").HandlerType);
        Assert.Equal(["base", "class", "base method", "method"], table.Named("Rooms.Clear").Metadata.OfType<NoteAttribute>().Select(note => note.Text));
    }

    [Fact]
    public void A_class_is_added_once_however_often_it_is_named() =>
        Assert.Single(HandlerApp.Table(broker => broker.AddHandler<Both>().AddHandler<Both>()).Handlers, handler => handler.Kind == HandlerKind.Message);

    [Fact]
    public void The_handlers_of_an_assembly_are_found_by_their_attributes()
    {
        Type[] found = [.. HandlerClass.In(typeof(HandlerClassTests).Assembly).Select(each => each.Type)];

        Assert.Contains(typeof(Chat), found);
        Assert.Contains(typeof(Both), found); // nothing on the class itself
        Assert.Contains(typeof(Rooms), found); // all inherited
        Assert.DoesNotContain(typeof(Named<>), found); // abstract: to be derived from
        Assert.DoesNotContain(typeof(Spoken), found); // says where its answers go, and no more
        Assert.DoesNotContain(typeof(HandlerClassTests), found);
        Assert.DoesNotContain(found, type => type.Name.StartsWith('<'));
    }

    [Fact]
    public void Without_an_assembly_that_of_the_caller_is_meant()
    {
        var here = HandlerApp.Build(broker => broker.AddHandlers());
        var there = HandlerApp.Build(broker => broker.AddHandlers(typeof(HandlerClass).Assembly));

        Assert.Contains(Sources(here), each => each.Type == typeof(Chat));
        Assert.Empty(Sources(there));

        static IEnumerable<HandlerClass> Sources(Microsoft.AspNetCore.Builder.WebApplication app) =>
            ((IEnumerable<IHandlerSource>)app.Services.GetService(typeof(IEnumerable<IHandlerSource>))!).OfType<HandlerClass>();
    }

    [Fact]
    public void The_closest_timeout_counts()
    {
        HandlerTable table = HandlerApp.Table(broker => broker.AddHandler<Slow>().AddHandler<Both>());

        Assert.Equal(TimeSpan.FromSeconds(5), table.Named("Slow.Usual").Timeout);
        Assert.Equal(Timeout.InfiniteTimeSpan, table.Named("Slow.Endless").Timeout);
        Assert.Null(table.Find(HandlerKind.Message, "/now"u8, out _)!.Timeout);
    }

    [MessageMapping("/chat", "talk/")]
    internal sealed class Chat
    {
        [MessageMapping("{room}")]
        public string Say(string room, [Payload] string text) => room + text;

        [MessageMapping("/{room}/leave", "{room}/quit")]
        public void Leave(string room) => _ = room;

        [SubscribeMapping("{room}/history")]
        public string History(string room) => room;

        [MessageMapping]
        public void Everything()
        {
        }
    }

    [MessageMapping("lamps")]
    internal sealed class Dotted
    {
        [MessageMapping("{id}.set")]
        public void Set(int id) => _ = id;
    }

    internal sealed class Both
    {
        [MessageMapping("/now"), SubscribeMapping("/time")]
        public string Now() => "now";
    }

    [MessageMapping("/rooms"), Note("base")]
    internal abstract class Named<T>
    {
        [MessageMapping("count")]
        public int Count() => typeof(T).Name.Length;

        [MessageMapping("clear"), Note("base method")]
        public abstract void Clear();
    }

    [Note("class")]
    internal sealed class Rooms : Named<string>
    {
        [Note("method")]
        public override void Clear()
        {
        }
    }

    internal static class Spoken
    {
        [SendTo("/topic/a")]
        public static string Say() => "a";
    }

    [HandlerTimeout(5)]
    internal sealed class Slow
    {
        [MessageMapping("/usual")]
        public void Usual()
        {
        }

        [MessageMapping("/endless"), HandlerTimeout(0)]
        public void Endless()
        {
        }
    }

    [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    internal sealed class NoteAttribute(string text) : Attribute
    {
        public string Text { get; } = text;
    }
}
