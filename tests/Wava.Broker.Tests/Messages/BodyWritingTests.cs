using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Wava.Broker.Frames;
using Wava.Broker.Messages;

namespace Wava.Broker.Tests.Messages;

/// <summary>What objects become when they are sent.</summary>
public sealed partial class BodyWritingTests
{
    private static readonly int[] One = [1];
    private static readonly string[] Inner1 = ["inner"];

    private readonly MessageConverters _converters = new(MessageJson.Create(32, []), []);

    [Fact]
    public void An_object_becomes_JSON()
    {
        Assert.Equal(
            "destination:/topic/a\ncontent-type:application/json\ncontent-length:22\n\n{\"side\":2,\"name\":\"é\"}\0",
            Tail(_converters.Encode("/topic/a", new Square(2) { Name = "é" })));
    }

    [Fact]
    public void Text_and_octets_go_as_they_are()
    {
        Assert.Equal("destination:/topic/a\ncontent-type:text/plain;charset=UTF-8\ncontent-length:6\n\ngrüß\0", Tail(_converters.Encode("/topic/a", "grüß")));
        Assert.Equal("destination:/topic/a\ncontent-type:application/octet-stream\ncontent-length:2\n\nab\0", Tail(_converters.Encode("/topic/a", "ab"u8.ToArray())));
        Assert.Equal("ab", Body(_converters.Encode("/topic/a", new ReadOnlyMemory<byte>("ab"u8.ToArray()))));
        Assert.Equal("ab", Body(_converters.Encode("/topic/a", new Memory<byte>("ab"u8.ToArray()))));
        Assert.Equal("", Body(_converters.Encode("/topic/a", "")));
    }

    [Fact]
    public void What_is_declared_as_an_object_goes_by_what_it_is()
    {
        Assert.Equal("text/plain;charset=UTF-8", _converters.Encode<object>("/topic/a", "text").ContentType);
        Assert.Equal("application/octet-stream", _converters.Encode<object>("/topic/a", "ab"u8.ToArray()).ContentType);
        Assert.Equal("7", Body(_converters.Encode<object>("/topic/a", 7)));
        Assert.Equal("""{"side":2,"name":null}""", Body(_converters.Encode<INamed>("/topic/a", new Square(2))));
        Assert.Equal("""{"more":1,"size":2}""", Body(_converters.Encode<Open>("/topic/a", new Wider { Size = 2, More = 1 })));
    }

    [Fact]
    public void Types_that_go_under_a_common_name_say_which_they_are()
    {
        const string Dog = """{"$type":"dog","bark":"wuff"}""";

        Assert.Equal(Dog, Body(_converters.Encode<Animal>("/topic/a", new Dog("wuff"))));
        Assert.Equal(Dog, Body(_converters.Encode<object>("/topic/a", new Dog("wuff"))));
        Assert.Equal("""{"kind":"inner","a":1}""", Body(_converters.Encode<object>("/topic/a", new Inner(1))));
        Assert.Equal($"[{Dog}]", Body(_converters.Encode<object>("/topic/a", new List<Animal> { new Dog("wuff") })));
    }

    [Fact]
    public void Headers_follow_the_destination_and_are_escaped()
    {
        Message message = _converters.Encode("/topic/a:b", "x", [KeyValuePair.Create("na:me", "va\r\nlüe"), KeyValuePair.Create("empty", "")]);

        Assert.Equal("destination:/topic/a\\cb\nna\\cme:va\\r\\nlüe\nempty:\ncontent-type:text/plain;charset=UTF-8\ncontent-length:1\n\nx\0", Tail(message));
        Assert.Equal("/topic/a:b", message.Destination);
        Assert.Equal("/topic/a:b"u8, message.DestinationOctets);
        Assert.Contains("na_me:va  lüe\n", Encoding.UTF8.GetString(message.Tail(StompVersion.V10)), StringComparison.Ordinal);
        Assert.Equal("/topic/plain"u8, _converters.Encode("/topic/plain", "x").DestinationOctets);
    }

    [Theory]
    [InlineData("destination")]
    [InlineData("content-length")]
    [InlineData("message-id")]
    [InlineData("subscription")]
    [InlineData("ack")]
    [InlineData("receipt")]
    [InlineData("passcode")]
    public void Headers_that_are_the_servers_are_left_out(string name)
    {
        Assert.Equal(
            "destination:/topic/a\ncontent-type:text/plain;charset=UTF-8\ncontent-length:1\n\nx\0", Tail(_converters.Encode("/topic/a", "x", [KeyValuePair.Create(name, "9")])));
    }

    [Fact]
    public void A_content_type_may_be_asked_for()
    {
        KeyValuePair<string, string>[] problem = [KeyValuePair.Create("content-type", "application/problem+json")];
        KeyValuePair<string, string>[] json = [KeyValuePair.Create("content-type", "application/json")];
        KeyValuePair<string, string>[] picture = [KeyValuePair.Create("content-type", "image/png")];

        Assert.Equal("destination:/topic/a\ncontent-type:application/problem+json\ncontent-length:1\n\n7\0", Tail(_converters.Encode("/topic/a", 7, problem)));
        // Text is not quoted: it may be JSON already.
        Assert.Equal("destination:/topic/a\ncontent-type:application/json\ncontent-length:2\n\n{}\0", Tail(_converters.Encode("/topic/a", "{}", json)));
        Assert.Equal("image/png", _converters.Encode("/topic/a", "ab"u8.ToArray(), picture).ContentType);
        Assert.Contains("as image/png", Assert.Throws<InvalidOperationException>(() => _converters.Encode("/topic/a", new Square(2), picture)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_gets_another_destination_and_keeps_the_rest()
    {
        Message first = Message.Create("/topic/a", "x"u8, "text/plain", [KeyValuePair.Create("k", "old"), KeyValuePair.Create("l", "kept")]);
        first.AssignId("e"u8, 1);

        Message second = _converters.Encode<object>("/topic/b:c", first, new Dictionary<string, string> { ["k"] = "new" });

        Assert.Equal("destination:/topic/b\\cc\nk:new\ncontent-type:text/plain\nl:kept\ncontent-length:1\n\nx\0", Tail(second));
        Assert.Equal("/topic/b:c", second.Destination);
        Assert.NotSame(first, _converters.Encode("/topic/a", first));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(5_000)]
    [InlineData(3_000_000)]
    public void A_body_of_any_size_is_sent_whole(int length)
    {
        string text = new('x', length);

        Assert.Equal($"destination:/topic/a\ncontent-type:text/plain;charset=UTF-8\ncontent-length:{length}\n\n{text}\0", Tail(_converters.Encode("/topic/a", text)));
        Assert.Equal($"\"{text}\"", Body(_converters.Encode("/topic/a", new List<string> { text }))[1..^1]);
    }

    [Fact]
    public void After_a_failure_the_next_message_is_whole_again()
    {
        Assert.Throws<NotSupportedException>(() => _converters.Encode("/topic/a", new { Before = "written", Type = typeof(string) }));

        Assert.Equal("[1]", Body(_converters.Encode("/topic/a", One)));
    }

    [Fact]
    public void A_converter_of_JSON_may_itself_make_messages()
    {
        MessageConverters? converters = null;
        converters = new MessageConverters(MessageJson.Create(32, [json => json.Converters.Add(new Nesting(() => converters!))]), []);

        Assert.Equal("[\"outer inner\",\"outer inner\"]", Body(converters.Encode("/topic/a", new[] { new Nested(), new Nested() })));
    }

    [Fact]
    public void Two_sets_of_options_do_not_get_in_each_others_way()
    {
        var indented = new MessageConverters(MessageJson.Create(32, [json => json.WriteIndented = true]), []);

        Assert.Equal("[1]", Body(_converters.Encode("/topic/a", One)));
        Assert.Equal("[\n  1\n]", Body(indented.Encode("/topic/a", One)).ReplaceLineEndings("\n"));
        Assert.Equal("[1]", Body(_converters.Encode("/topic/a", One)));
    }

    [Fact]
    public void Nothing_cannot_be_sent()
    {
        Assert.Throws<ArgumentNullException>(() => _converters.Encode<string?>("/topic/a", null));
        Assert.Throws<ArgumentNullException>(() => _converters.Encode<int?>("/topic/a", null));
        Assert.Throws<ArgumentException>(() => _converters.Encode("", "x"));
    }

    [Fact]
    public void Contexts_made_at_build_time_are_asked_before_reflection()
    {
        var converters = new MessageConverters(MessageJson.Create(32, [json => json.TypeInfoResolverChain.Add(Context.Default)]), []);

        Assert.IsType<Context>(converters.Json.TypeInfoResolverChain[0]);
        Assert.Equal("""{"a":1}""", Body(converters.Encode("/topic/a", new Inner2(1))));
        Assert.Equal(new Inner2(1), converters.ReaderFor<Inner2>().ReadAs(Message.Create("/a", """{"a":1}"""u8)));
    }

    [Fact]
    public void Without_reflection_a_type_goes_by_what_the_context_knows_of_it()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = Context.Default };
        var converters = new MessageConverters(options, []);

        Assert.Equal("""[{"a":1}]""", Body(converters.Encode<object>("/topic/a", One.Select(each => new Inner2(each)))));
        Assert.Throws<NotSupportedException>(() => converters.Encode("/topic/a", new Square(1)));
        Assert.Throws<NotSupportedException>(() => converters.ReaderFor<Square>());
    }

    private static string Tail(Message message) => Encoding.UTF8.GetString(message.Tail(StompVersion.V12));

    private static string Body(Message message) => Encoding.UTF8.GetString(message.Body.Span);

    public interface INamed
    {
        string? Name { get; }
    }

    public sealed record Square(int Side) : INamed
    {
        public string? Name { get; init; }
    }

    public class Open
    {
        public int Size { get; set; }
    }

    public sealed class Wider : Open
    {
        public int More { get; set; }
    }

    [JsonDerivedType(typeof(Dog), "dog")]
    public abstract record Animal;

    public sealed record Dog(string Bark) : Animal;

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind"), JsonDerivedType(typeof(Inner), "inner")]
    public interface IOuter;

    public sealed record Inner(int A) : IOuter;

    public sealed record Inner2(int A);

    public sealed class Nested;

    [JsonSerializable(typeof(Inner2)), JsonSerializable(typeof(IEnumerable<Inner2>)), JsonSerializable(typeof(object))]
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    private sealed partial class Context : JsonSerializerContext;

    private sealed class Nesting(Func<MessageConverters> converters) : JsonConverter<Nested>
    {
        public override Nested Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Nested value, JsonSerializerOptions options) =>
            writer.WriteStringValue("outer " + JsonSerializer.Deserialize<string[]>(converters().Encode("/topic/b", Inner1).Body.Span)![0]);
    }
}
