using System.Text;
using System.Text.Json.Serialization;
using Wava.Broker.Messages;

namespace Wava.Broker.Tests.Messages;

/// <summary>Which bodies can be read as what, by their content type.</summary>
public sealed class BodyReadingTests
{
    private readonly MessageConverters _converters = new(MessageJson.Create(32, []), []);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("text/html;charset=utf-8")]
    [InlineData("TEXT/plain ; foo=bar; charset=\"UTF-8\"")]
    [InlineData("text/plain;charset=us-ascii")]
    public void Text_is_read_as_it_is(string? type)
    {
        Assert.Equal("\"grüße\"", Read<string>("\"grüße\"", type));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("Application/JSON ;x=y")]
    [InlineData("application/vnd.wava+json")]
    [InlineData("application/problem+JSON; a=b")]
    public void JSON_is_parsed_whoever_reads_it(string type)
    {
        Assert.Equal("a\"b", Read<string>("\"a\\\"b\"", type));
        Assert.Equal(new Line("hi", 3), Read<Line>("""{"text":"hi","number":3}""", type));
    }

    [Fact]
    public void A_body_of_no_declared_type_is_JSON_to_an_object()
    {
        Assert.Equal(new Line("hi", 3), Read<Line>("""{"text":"hi","number":3}""", null));
        Assert.Equal([1, 2], Read<List<int>>("[1,2]", null)!);
        Assert.Equal(5, Read<int>("5", null));
        Assert.Null(Read<Line>("null", null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/octet-stream")]
    [InlineData("application/json")]
    [InlineData("text/plain;charset=latin1")]
    [InlineData("image/png")]
    public void Octets_are_read_from_any_type(string? type)
    {
        Assert.Equal([0xFF, 0], Read<byte[]>([0xFF, 0], type)!);
        Assert.Equal([0xFF, 0], Read<ReadOnlyMemory<byte>>([0xFF, 0], type).ToArray());
        Assert.Equal([0xFF, 0], Read<ReadOnlyMemory<byte>?>([0xFF, 0], type)!.Value.ToArray());
    }

    [Fact]
    public void An_array_is_the_handlers_own()
    {
        Message message = Message.Create("/a", "abc"u8);

        byte[] octets = _converters.ReaderFor<byte[]>().ReadAs(message)!;
        octets[0] = 0;

        Assert.Equal("abc"u8, message.Body.Span);
    }

    [Fact]
    public void A_body_of_another_type_is_refused_with_both_named()
    {
        Assert.Equal("The body is declared as image/png; what is sent here has to be text/plain or application/json.", Failure<string>("x", "image/png").Details);
        Assert.Equal("The body is declared as application/octet-stream; what is sent here has to be text/plain or application/json.", Failure<string>("x", "application/octet-stream").Details);
        Assert.Equal("The body is declared as text/plain; what is sent here has to be application/json.", Failure<Line>("{}", "text/plain").Details);
        Assert.Equal("The body is declared as application/octet-stream; what is sent here has to be application/json.", Failure<Line>("{}", "application/octet-stream").Details);
        Assert.Equal("The body is declared as text/plain;charset=latin1; what is sent here has to be text in UTF-8.", Failure<string>("x", "text/plain;charset=latin1").Details);
        Assert.Equal("Unsupported content type", Failure<Line>("{}", "json").Message);
        Assert.True(Failure<Line>("{}", new string('x', 5000)).Details.Length < 200);
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_refused()
    {
        var failure = Assert.Throws<MessageBodyException>(() => Read<string>([(byte)'a', 0xFF], "text/plain"));
        Assert.Equal(("Malformed text", "The body is not text in UTF-8."), (failure.Message, failure.Details));
        Assert.Equal("Malformed JSON", Assert.Throws<MessageBodyException>(() => Read<string>([(byte)'"', 0xFF, (byte)'"'], "application/json")).Message);
        Assert.Equal("Malformed JSON", Assert.Throws<MessageBodyException>(() => Read<Line>([.. """{"text":"a"""u8, 0xFF, .. "\",\"number\":1}"u8], null)).Message);
    }

    [Theory]
    [InlineData("{", 1, 2)]
    [InlineData("{\"text\":\"a\",\n \"number\":x}", 2, 11)]
    [InlineData("{\"text\":\"a\",\"number\":1} more", 1, 25)]
    [InlineData("nothing", 1, 2)]
    public void What_is_no_JSON_is_told_with_its_place(string body, int line, int position)
    {
        MessageBodyException failure = Failure<Line>(body, null);

        Assert.Equal("Malformed JSON", failure.Message);
        Assert.Equal($"The body is not well-formed JSON: line {line}, position {position}.", failure.Details);
    }

    [Theory]
    [InlineData("""{"text":"a","number":"many"}""", "number")]
    [InlineData("""{"text":null,"number":1}""", "text")]
    [InlineData("""{"text":"a","number":1,"next":[{"text":"b","number":1},{"text":"c","number":{}}]}""", "next[1].number")]
    [InlineData("""{"text":"a","number":1,"next":[{"text":"b"}]}""", "next[0]")]
    [InlineData("""{"text":"a","number":1,"next":7}""", "next")]
    public void What_does_not_fit_is_told_with_its_field(string body, string field)
    {
        MessageBodyException failure = Failure<Line>(body, null);

        Assert.StartsWith($"The field {field} is not what is expected there: line 1, position ", failure.Details, StringComparison.Ordinal);
        Assert.Equal(["This value is missing or not of the kind that is expected."], Assert.Single(failure.Errors, each => each.Key == field).Value);
        Assert.Single(failure.Errors);
    }

    [Fact]
    public void Missing_fields_are_told_by_name()
    {
        MessageBodyException failure = Failure<Line>("""{"next":[{"text":"c","number":1}]}""", null);

        Assert.Equal("Fields are missing: text, number.", failure.Details);
        Assert.Equal(["number", "text"], failure.Errors.Keys.Order());
        Assert.Equal(["This field is required."], failure.Errors["text"]);
        Assert.Equal(["number"], Failure<Line>("""{"TEXT":"a"}""", null).Errors.Keys);
    }

    [Fact]
    public void JSON_of_another_form_altogether_is_told_without_a_field()
    {
        MessageBodyException failure = Failure<Line>("[1]", null);

        Assert.Equal("The body is JSON, but not what is expected here: line 1, position 2.", failure.Details);
        Assert.Empty(failure.Errors);
        Assert.StartsWith("The body is JSON, but not", Failure<string>("{}", "application/json").Details, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_that_is_nested_too_deeply_is_refused()
    {
        var shallow = new MessageConverters(MessageJson.Create(3, []), []);

        Assert.Throws<MessageBodyException>(() => shallow.ReaderFor<int[][][][]>().ReadAs(Message.Create("/a", "[[[[1]]]]"u8)));
        Assert.NotNull(shallow.ReaderFor<int[][][]>().ReadAs(Message.Create("/a", "[[[1]]]"u8)));
    }

    [Fact]
    public void What_is_told_names_no_type_of_the_application()
    {
        string[] bodies = ["{", "[]", "7", "null{", """{"text":1}""", """{"number":1}""", """{"text":"a","number":1e99}""", """{"text":"a","number":1,"next":{}}""", "\"\\uD800\""];
        foreach (string body in bodies)
        {
            MessageBodyException failure = Failure<Line>(body, null);
            string told = failure.Message + failure.Details + string.Concat(failure.Errors.Select(each => each.Key + string.Concat(each.Value)));

            Assert.DoesNotContain("System", told, StringComparison.Ordinal);
            Assert.DoesNotContain("Wava", told, StringComparison.Ordinal);
            Assert.DoesNotContain(nameof(Line), told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void One_of_several_types_has_to_say_which_it_is()
    {
        Assert.Equal(new Square(2), Read<Shape>("""{"$type":"square","side":2}""", null));
        Assert.Equal("An object in the body has to say what it is, in the field $type.", Failure<Shape>("""{"side":2}""", null).Details);
        Assert.Equal("An object in the body has to say what it is, in the field $type.", Failure<Drawing>("""{"shapes":[{"side":2}]}""", null).Details);
        Assert.Equal("Malformed JSON", Failure<Shape>("""{"$type":"circle","side":2}""", null).Message);
    }

    [Fact]
    public void A_type_that_nobody_can_read_is_found_out_at_once()
    {
        Assert.Throws<NotSupportedException>(() => _converters.ReaderFor<IDisposable>());
        Assert.Throws<NotSupportedException>(() => _converters.ReaderFor<Stream>());
    }

    private T? Read<T>(string body, string? type) => Read<T>(Encoding.UTF8.GetBytes(body), type);

    private T? Read<T>(byte[] body, string? type) => _converters.ReaderFor<T>().ReadAs(Message.Create("/app/a", body, type));

    private MessageBodyException Failure<T>(string body, string? type) => Assert.Throws<MessageBodyException>(() => Read<T>(body, type));

    public sealed record Line(string Text, int Number, IReadOnlyList<Line>? Next = null);

    [JsonDerivedType(typeof(Square), "square")]
    public abstract record Shape;

    public sealed record Square(int Side) : Shape;

    public sealed record Drawing(List<Shape> Shapes);
}
