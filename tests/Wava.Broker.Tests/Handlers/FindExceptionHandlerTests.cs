using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Wava.Broker.Handlers;
using Wava.Broker.Hosting;

namespace Wava.Broker.Tests.Handlers;

public sealed class FindExceptionHandlerTests
{
    private static readonly Action<StompBrokerBuilder> All = broker =>
        broker.AddHandler<Late>().AddHandler<Special>().AddHandler<Early>().AddHandler<Own>().AddHandler<Other>().AddHandler<Derived>();

    public static TheoryData<Type?, Exception, string?, bool> Failures => new()
    {
        // The closest class wins; the handler's own class comes before every advice.
        { typeof(Own), new FileNotFoundException(), "Own.Missing", true },
        { typeof(Own), new DirectoryNotFoundException(), "Own.Broken", true },
        { typeof(Own), new IOException(), "Own.Broken", true },
        { typeof(Own), new FormatException(), "Early.Malformed", true },
        { typeof(Other), new FileNotFoundException(), "Early.Broken", true },
        // Advices by their order, each with all that it has.
        { typeof(Other), new ArgumentNullException(), "Late.Argument", true },
        { null, new FormatException(), "Early.Malformed", true },
        // An advice for certain classes answers for these and those derived from them.
        { typeof(Other), new NotSupportedException(), "Special.Unsupported", true },
        { typeof(Derived), new NotSupportedException(), "Special.Unsupported", true },
        { typeof(Own), new NotSupportedException(), null, true },
        { null, new NotSupportedException(), null, true },
        // Methods of base classes answer too, unless the class itself answers for the same.
        { typeof(Derived), new InvalidOperationException(), "Derived.Again", true },
        { typeof(Derived), new FileNotFoundException(), "Derived.Missing", true },
        { typeof(Derived), new DirectoryNotFoundException(), "Derived.Broken", true },
        // The cause, where nobody answers for the exception itself.
        { typeof(Own), new NotSupportedException("", new IOException()), "Own.Broken", false },
        { typeof(Own), new NotSupportedException("", new NotSupportedException("", new IOException())), "Own.Broken", false },
        { typeof(Own), new AggregateException(new IOException(), new FormatException()), "Own.Broken", false },
        { typeof(Own), new TargetInvocationException(new IOException()), "Own.Broken", false },
        // An advice that is meant comes before a cause for which the class answers.
        { typeof(Own), new FormatException("", new IOException()), "Early.Malformed", true },
        { typeof(Own), new NotSupportedException(), null, true },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_is_answered_by_whoever_is_closest(Type? handler, Exception failure, string? answers, bool itself)
    {
        HandlerTable table = HandlerApp.Table(All);

        HandlerDescriptor? found = table.FindExceptionHandler(HandlerOf(handler), failure, out Exception meant);

        Assert.Equal(answers, found?.Name);
        if (itself) Assert.Same(failure, meant);
        else Assert.IsType<IOException>(meant);
    }

    [Fact]
    public void Reflections_wrapping_is_answered_for_by_nobody()
    {
        HandlerTable table = HandlerApp.Table(map: app => app.MapMessageException((Exception e) => e.Message));
        var cause = new IOException();

        Assert.NotNull(table.FindExceptionHandler(HandlerOf(null), new TargetInvocationException(cause), out Exception meant));

        Assert.Same(cause, meant);
    }

    [Fact]
    public void A_mapped_exception_handler_answers_for_all_and_one_of_a_group_for_those_in_it()
    {
        HandlerTable table = HandlerApp.Table(
            broker => broker.AddHandler<Own>().AddHandler<Other>(),
            app =>
            {
                app.MapMessage("/outside", () => { });
                app.MapMessageException((Exception e) => "all");
                MessageGroupBuilder outer = app.MapMessageGroup("/outer");
                outer.MapMessage("a", () => { });
                outer.MapMessageException((IOException e) => "outer");
                outer.MapMessageException((FormatException e) => "outer");
                MessageGroupBuilder inner = outer.MapMessageGroup("inner");
                inner.MapMessageException((IOException e) => "inner");
                inner.MapMessage("b", () => { });
            });

        Assert.Equal("MapMessageException(Exception)", Answers("Other.Say", new IOException(), out _));
        Assert.Equal("Own.Broken", Answers("Own.Say", new IOException(), out _));
        Assert.Equal("MapMessageException(Exception)", Answers("MapMessage(\"/outside\")", new IOException(), out _));
        Assert.Equal("MapMessageException(IOException)", Answers("MapMessage(\"/outer/a\")", new IOException(), out int groups));
        Assert.Equal(1, groups);
        Assert.Equal("MapMessageException(IOException)", Answers("MapMessage(\"/outer/inner/b\")", new FileNotFoundException(), out groups));
        Assert.Equal(2, groups);
        Assert.Equal("MapMessageException(FormatException)", Answers("MapMessage(\"/outer/inner/b\")", new FormatException(), out _));
        Assert.Equal("MapMessageException(Exception)", Answers("MapMessage(\"/outer/inner/b\")", new NotSupportedException(), out _));

        string Answers(string name, Exception failure, out int groups)
        {
            HandlerDescriptor found = table.FindExceptionHandler(table.Named(name), failure, out _)!;
            groups = found.Metadata.Count(each => each is HandlerGroup);
            return found.Name;
        }
    }

    [Fact]
    public void Attributes_of_a_mapped_exception_handler_say_for_what_it_is()
    {
        HandlerTable table = HandlerApp.Table(map: app => app.MapMessageException([MessageExceptionHandler(typeof(FormatException), typeof(IOException))] () => ""));

        Assert.Equal([typeof(FormatException), typeof(IOException)], Assert.Single(table.Handlers).Exceptions);
    }

    private static HandlerDescriptor HandlerOf(Type? type) =>
        new() { Name = "Failed", Kind = HandlerKind.Message, HandlerType = type, Metadata = [], Invoke = _ => default, Answer = AnswerKind.None };

    internal sealed class Own
    {
        [MessageMapping("/own")]
        public void Say()
        {
        }

        [MessageExceptionHandler(typeof(IOException))]
        public string Broken() => "";

        [MessageExceptionHandler]
        public string Missing(FileNotFoundException e) => e.Message;
    }

    internal sealed class Other : OtherBase
    {
        [MessageMapping("/other")]
        public void Say()
        {
        }
    }

    internal abstract class OtherBase;

    internal abstract class DerivedBase : OtherBase
    {
        [MessageExceptionHandler(typeof(IOException), typeof(FileNotFoundException))]
        public string Broken() => "";

        [MessageExceptionHandler]
        public string Again(InvalidOperationException e) => e.Message;
    }

    internal sealed class Derived : DerivedBase
    {
        [MessageMapping("/derived")]
        public void Say()
        {
        }

        [MessageExceptionHandler]
        public string Missing(FileNotFoundException e) => e.Message;
    }

    [MessageAdvice(Order = -1)]
    internal sealed class Early
    {
        [MessageExceptionHandler]
        public string Malformed(FormatException e) => e.Message;

        [MessageExceptionHandler]
        public string Broken(IOException e) => e.Message;
    }

    [MessageAdvice]
    internal sealed class Late
    {
        [MessageExceptionHandler(typeof(IOException), typeof(FormatException), typeof(ArgumentException))]
        public string Argument() => "";
    }

    [MessageAdvice(typeof(OtherBase), Order = -2)]
    internal sealed class Special
    {
        [MessageExceptionHandler]
        public string Unsupported(NotSupportedException e) => e.Message;
    }
}
