using Microsoft.AspNetCore.Builder;
using Wava.Broker.Handlers;
using Wava.Broker.Hosting;

namespace Wava.Broker.Tests.Handlers;

/// <summary>Each mistake is told at start, in a sentence that names the class and the method.</summary>
public sealed class HandlerProblemTests
{
    [Fact]
    public void All_problems_are_told_at_once_and_told_again_when_asked_again()
    {
        HandlerCatalog catalog = (HandlerCatalog)HandlerApp.Build(broker => broker.AddHandler<Twice>().AddHandler<Private>()).Services.GetService(typeof(HandlerCatalog))!;

        InvalidOperationException first = Assert.Throws<InvalidOperationException>(() => catalog.Table);
        InvalidOperationException second = Assert.Throws<InvalidOperationException>(() => catalog.Table);

        Assert.StartsWith("The message handlers have 2 problems:", first.Message, StringComparison.Ordinal);
        Assert.Contains("Twice.", first.Message, StringComparison.Ordinal);
        Assert.Contains("Private.", first.Message, StringComparison.Ordinal);
        Assert.Equal(first.Message, second.Message);
    }

    [Fact]
    public void Two_handlers_for_one_destination() =>
        Assert.Equal("Twice.One and Twice.Two both claim /a/{x} and /a/*, which are the same: only one of them can have it.", HandlerApp.Problem<Twice>());

    [Fact]
    public void Two_handlers_for_one_subscription()
    {
        string problem = Assert.Single(HandlerApp.Problems(map: app =>
        {
            app.MapSubscribe("/a", () => "a");
            app.MapSubscribe("a", () => "b");
        }));

        Assert.Equal("MapSubscribe(\"/a\") and MapSubscribe(\"a\") both claim /a (subscriptions): only one of them can have it.", problem);
    }

    [Fact]
    public void A_variable_that_no_parameter_takes() =>
        Assert.Equal("Forgetful.Say: no parameter takes the variable 'rom' of its mapping; write * where the value does not matter.", HandlerApp.Problem<Forgetful>());

    [Fact]
    public void A_variable_that_is_taken_by_the_answers_destination_or_by_the_context_is_taken() =>
        HandlerApp.Table(broker => broker.AddHandler<Mindful>());

    [Fact]
    public void A_variable_of_the_class_that_no_method_takes() =>
        Assert.Equal("Unread: none of its handlers takes the variable 'rom'.", HandlerApp.Problem<Unread>());

    [Fact]
    public void A_variable_of_a_group_that_no_handler_takes()
    {
        string[] problems = HandlerApp.Problems(map: app =>
        {
            MessageGroupBuilder outer = app.MapMessageGroup("/{taken}/{left}");
            outer.MapMessage("a", (string taken) => { });
            outer.MapMessageGroup("b").MapMessage("c", () => { });
        });

        Assert.Equal(["MapMessageGroup(\"/{taken}/{left}\"): none of its handlers takes the variable 'left'."], problems);
    }

    [Fact]
    public void A_mapping_that_cannot_be_read() =>
        Assert.Equal("Unreadable.Say: '/a//b' is not a mapping: The destination has an empty segment at octet 4.", HandlerApp.Problem<Unreadable>());

    [Fact]
    public void No_destination_at_all() =>
        Assert.Equal("Nowhere.Say: no destination is named, neither by itself nor by what it belongs to.", HandlerApp.Problem<Nowhere>());

    [Fact]
    public void An_answer_with_a_variable_that_the_mapping_does_not_have() =>
        Assert.Equal(
            "Misspelt.Say: [SendTo(\"/topic/{rom}\")] names a variable 'rom', which its mapping /b/{other} does not have.|"
            + "Misspelt.Tell: [SendToUser(\"/queue/{rom}\")] names a variable 'rom', which its mapping /c does not have.",
            string.Join('|', HandlerApp.Problems(broker => broker.AddHandler<Misspelt>())));

    [Theory]
    [InlineData("/topics/a", "is nobody's destination: it lies under none of the prefixes /topic, /queue.")]
    [InlineData("/topics/{x}", "is nobody's destination: it lies under none of the prefixes /topic, /queue.")]
    [InlineData("/app/a", "is nobody's destination: it lies under none of the prefixes /topic, /queue.")]
    [InlineData("/topic/*", "is not a destination: an answer goes to one place, and '*' stands for many.")]
    [InlineData("/topic//a", "is not a destination: The destination has an empty segment at octet 8.")]
    [InlineData("/topic/{x", "is not a destination: between braces stands the name of a variable and nothing else.")]
    [InlineData("/topic/{x:[a]}", "is not a destination: between braces stands the name of a variable and nothing else.")]
    [InlineData("/topic/x}", "is not a destination: it has a closing brace without an opening one.")]
    public void An_answer_that_nobody_takes(string destination, string why)
    {
        string[] problems = HandlerApp.Problems(map: app => app.MapMessage("/{x}", (string x) => x).SendTo(destination));

        Assert.Equal([$"MapMessage(\"/{{x}}\"): [SendTo(\"{destination}\")] {why}"], problems);
    }

    [Theory]
    [InlineData("/app/a", "is nobody's destination: it lies under none of the prefixes /topic, /queue.")]
    [InlineData("/user/queue/a", "lies under no prefix of the broker: leave out the user prefix /user.")]
    public void An_answer_to_the_user_that_nobody_takes(string destination, string why)
    {
        string[] problems = HandlerApp.Problems(map: app => app.MapMessage("/{x}", (string x) => x).SendToUser(destination));

        Assert.Equal([$"MapMessage(\"/{{x}}\"): [SendToUser(\"{destination}\")] {why}"], problems);
    }

    [Theory]
    [InlineData("/user/{x}/queue/a")]
    [InlineData("/{x}/a")]
    [InlineData("/topic/{x}")]
    [InlineData("/topic")]
    public void An_answer_that_somebody_takes_or_may_take(string destination) =>
        HandlerApp.Table(map: app => app.MapMessage("/{x}", (string x) => x).SendTo(destination));

    [Fact]
    public void Answers_by_default_without_topics_or_queues()
    {
        string[] problems = HandlerApp.Problems(
            broker => broker.UseMemoryBroker("/jobs/queue"),
            app =>
            {
                app.MapMessage("/a", () => "a");
                app.MapMessage("/b", () => "b").SendTo("/jobs/queue/b");
            });

        Assert.Equal(["MapMessage(\"/a\"): nobody says where its answers go: there is no destination in a [SendTo], and the broker has no topics."], problems);
        Assert.Contains("has no queues", Assert.Single(HandlerApp.Problems(
            broker => broker.UseMemoryBroker("/topic"), app => app.MapMessage("/a", () => "a").SendToUser())), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answers_destination_without_an_answer()
    {
        Assert.Equal("Silent.Say: it says where its answers go, but has none, because it returns nothing.", HandlerApp.Problem<Silent>());
        // What is said of a class or group is said of those that answer.
        HandlerApp.Table(map: app => app.MapMessageGroup("/a").SendTo("/topic/a").MapMessage("b", () => Task.CompletedTask));
    }

    [Fact]
    public void An_answers_destination_without_a_mapping() =>
        Assert.Equal("Unmapped.Say cannot be a handler: it says where its answers go, but has neither [MessageMapping] nor [SubscribeMapping].", HandlerApp.Problem<Unmapped>());

    [Fact]
    public void A_method_that_cannot_be_called_from_outside() => Assert.Equal("Private.Say cannot be a handler: it is not public.", HandlerApp.Problem<Private>());

    [Fact]
    public void A_method_of_a_base_class_that_cannot_be_called_from_outside() => Assert.Equal("Derived.Say cannot be a handler: it is not public.", HandlerApp.Problem<Derived>());

    [Fact]
    public void A_static_method() => Assert.StartsWith("Static.Say cannot be a handler: it is static", HandlerApp.Problem<Static>(), StringComparison.Ordinal);

    [Fact]
    public void A_generic_method() => Assert.StartsWith("Generic.Say cannot be a handler: it is generic", HandlerApp.Problem<Generic>(), StringComparison.Ordinal);

    [Fact]
    public void A_handler_that_is_an_exception_handler_too() => Assert.StartsWith("Mixed.Say cannot be a handler: it is both", HandlerApp.Problem<Mixed>(), StringComparison.Ordinal);

    [Fact]
    public void A_class_without_handlers() =>
        Assert.Equal("Empty has no handlers: none of its methods has [MessageMapping], [SubscribeMapping] or [MessageExceptionHandler].", HandlerApp.Problem<Empty>());

    [Fact]
    public void A_class_with_exception_handlers_alone() => Assert.StartsWith("Lonely has exception handlers, but no handlers", HandlerApp.Problem<Lonely>(), StringComparison.Ordinal);

    [Fact]
    public void An_advice_without_exception_handlers() =>
        Assert.Equal("Adviceless has [MessageAdvice], but no method with [MessageExceptionHandler].", HandlerApp.Problem<Adviceless>());

    [Fact]
    public void An_exception_handler_without_an_exception()
    {
        string problem = HandlerApp.Problem<Exceptionless>();

        Assert.StartsWith("Exceptionless.Failed", problem, StringComparison.Ordinal);
        Assert.Contains("exception", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(WrongException), "String")]
    [InlineData(typeof(NarrowException), "IOException")]
    public void An_exception_handler_for_what_it_cannot_take(Type type, string named)
    {
        string problem = Assert.Single(HandlerApp.Problems(broker => broker.Services.Add(new(typeof(IHandlerSource), new HandlerClass(type)))));

        Assert.StartsWith($"{type.Name}.Failed", problem, StringComparison.Ordinal);
        Assert.Contains(named, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_exception_handlers_for_one_exception()
    {
        Assert.Equal("TwoAnswers.One and TwoAnswers.Two are both exception handlers for IOException: only one of them can be.", HandlerApp.Problem<TwoAnswers>());
        Assert.Single(HandlerApp.Problems(map: app =>
        {
            app.MapMessageException((IOException e) => e.Message);
            app.MapMessageException((IOException e) => e.Message);
        }));
        HandlerApp.Table(map: app =>
        {
            app.MapMessageException((IOException e) => e.Message);
            app.MapMessageGroup("").MapMessageException((IOException e) => e.Message);
        });
    }

    [Theory]
    [InlineData(typeof(StaticClass), "StaticClass cannot be a handler class: it is static")]
    [InlineData(typeof(AbstractClass), "AbstractClass cannot be a handler class: it is abstract")]
    [InlineData(typeof(OpenClass<>), "OpenClass<T> cannot be a handler class: it is generic")]
    [InlineData(typeof(IContract), "IContract cannot be a handler class: it is abstract")]
    public void A_class_of_which_no_object_can_be_made(Type type, string problem)
    {
        string[] problems = HandlerApp.Problems(broker => broker.Services.Add(new(typeof(IHandlerSource), new HandlerClass(type))));

        Assert.StartsWith(problem, Assert.Single(problems), StringComparison.Ordinal);
        if (type != typeof(AbstractClass) && type != typeof(IContract)) Assert.Contains(HandlerClass.In(type.Assembly), each => each.Type == type);
    }

    [Fact]
    public void A_generic_class_is_called_as_it_is_written() =>
        Assert.Equal(["OpenClass<Int32>.Say"], HandlerApp.Table(broker => broker.AddHandler<OpenClass<int>>()).Handlers.Select(handler => handler.Name));

    [Fact]
    public void A_timeout_that_is_none() => Assert.StartsWith("Hasty.Say: its timeout must be", HandlerApp.Problem<Hasty>(), StringComparison.Ordinal);

    [Fact]
    public void Handlers_that_no_message_can_reach() =>
        Assert.StartsWith(
            "Handlers.ApplicationPrefixes is empty",
            Assert.Single(HandlerApp.Problems(broker => broker.UseApplicationPrefixes(), app => app.MapMessage("/a", () => { }))),
            StringComparison.Ordinal);

    internal sealed class Twice
    {
        [MessageMapping("/a/{x}")]
        public void One(string x) => _ = x;

        [MessageMapping("/a/*")]
        public void Two()
        {
        }
    }

    internal sealed class Forgetful
    {
        [MessageMapping("/a/{rom}")]
        public void Say(string room) => _ = room;
    }

    internal sealed class Mindful
    {
        [MessageMapping("/a/{room}"), SendTo("/topic/{room}")]
        public string Say(string text) => text;

        [MessageMapping("/b/{room}"), SendToUser("/queue/{room}")]
        public string Tell(string text) => text;

        [MessageMapping("/c/{room}")]
        public void Look(MessageContext context) => _ = context;
    }

    [MessageMapping("/chat/{rom}/{id}")]
    internal sealed class Unread
    {
        [MessageMapping("a")]
        public void First(int id) => _ = id;

        [MessageMapping("b")]
        public void Second(string room) => _ = room;
    }

    internal sealed class Unreadable
    {
        [MessageMapping("/a//b")]
        public void Say()
        {
        }
    }

    internal sealed class Nowhere
    {
        [MessageMapping]
        public void Say()
        {
        }
    }

    internal sealed class Misspelt
    {
        [MessageMapping("/a/{rom}", "/b/{other}"), SendTo("/topic/{rom}")]
        public string Say(MessageContext context) => context.Destination;

        [MessageMapping("/c"), SendToUser("/queue/{rom}")]
        public string Tell() => "";
    }

    internal sealed class Silent
    {
        [MessageMapping("/a"), SendTo("/topic/a")]
        public Task Say() => Task.CompletedTask;
    }

    internal sealed class Unmapped
    {
        [MessageMapping("/a")]
        public void Hear()
        {
        }

        [SendTo("/topic/a")]
        public string Say() => "";
    }

    internal sealed class Private
    {
        [MessageMapping("/b")]
        internal void Say()
        {
        }
    }

    internal abstract class Base
    {
        [MessageMapping("/c")]
        private void Say()
        {
        }
    }

    internal sealed class Derived : Base;

    internal sealed class Static
    {
        [MessageMapping("/a")]
        public static void Say()
        {
        }
    }

    internal sealed class Generic
    {
        [MessageMapping("/a")]
        public void Say<T>(T text) => _ = text;
    }

    internal sealed class Mixed
    {
        [MessageMapping("/a"), MessageExceptionHandler]
        public void Say(IOException e) => _ = e;
    }

    [MessageMapping("/a")]
    internal sealed class Empty
    {
        public void Say()
        {
        }
    }

    internal sealed class Lonely
    {
        [MessageExceptionHandler]
        public string Failed(IOException e) => e.Message;
    }

    [MessageAdvice]
    internal sealed class Adviceless
    {
        [MessageMapping("/a")]
        public void Say()
        {
        }
    }

    [MessageAdvice]
    internal sealed class Exceptionless
    {
        [MessageExceptionHandler]
        public string Failed() => "";
    }

    [MessageAdvice]
    internal sealed class WrongException
    {
        [MessageExceptionHandler(typeof(string))]
        public string Failed() => "";
    }

    [MessageAdvice]
    internal sealed class NarrowException
    {
        [MessageExceptionHandler(typeof(IOException))]
        public string Failed(FileNotFoundException e) => e.Message;
    }

    [MessageAdvice]
    internal sealed class TwoAnswers
    {
        [MessageExceptionHandler]
        public string One(IOException e) => e.Message;

        [MessageExceptionHandler(typeof(IOException), typeof(FormatException))]
        public string Two() => "";
    }

    internal static class StaticClass
    {
        [MessageMapping("/a")]
        public static void Say()
        {
        }
    }

    internal abstract class AbstractClass
    {
        [MessageMapping("/a")]
        public void Say()
        {
        }
    }

    internal sealed class OpenClass<T>
    {
        [MessageMapping("/a")]
        public void Say(T text) => _ = text;
    }

    internal interface IContract
    {
        [MessageMapping("/a")]
        void Say();
    }

    internal sealed class Hasty
    {
        [MessageMapping("/a"), HandlerTimeout(-1)]
        public void Say()
        {
        }
    }
}
