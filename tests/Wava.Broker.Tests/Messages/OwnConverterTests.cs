using System.Buffers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Hosting;
using Wava.Broker.Messages;

namespace Wava.Broker.Tests.Messages;

/// <summary>Converters of the application, for content types of its own.</summary>
public sealed class OwnConverterTests
{
    private readonly CsvConverter _csv = new();
    private readonly MessageConverters _converters;

    public OwnConverterTests() => _converters = new MessageConverters(MessageJson.Create(32, []), [_csv]);

    [Fact]
    public void A_converter_reads_what_it_says_that_it_can()
    {
        BodyReader<Point> reader = _converters.ReaderFor<Point>();

        Assert.Equal(new Point(1, 2), reader.ReadAs(Message.Create("/a", "1,2"u8, "text/csv")));
        Assert.Equal(new Point(1, 2), reader.ReadAs(Message.Create("/a", """{"x":1,"y":2}"""u8, "application/json")));
        Assert.Equal(new Point(1, 2), reader.ReadAs(Message.Create("/a", """{"x":1,"y":2}"""u8)));
        Assert.Equal(new Point(3, 4), reader.ReadAs(Message.Create("/a", "3,4"u8, "text/csv")));
        Assert.Throws<MessageBodyException>(() => reader.ReadAs(Message.Create("/a", "1,2"u8, "text/plain")));
    }

    [Fact]
    public void A_converter_is_not_asked_again_for_the_same_type()
    {
        BodyReader<Point> reader = _converters.ReaderFor<Point>();
        for (int i = 0; i < 5; i++) reader.ReadAs(Message.Create("/a", "1,2"u8, "text/csv"));

        Assert.Equal(["text/csv"], _csv.AskedToRead);
    }

    [Fact]
    public void To_a_converter_blanks_are_a_body_and_nothing_is_none()
    {
        BodyReader<Point> reader = _converters.ReaderFor<Point>();

        Assert.True(reader.HasBody(Message.Create("/a", " "u8, "text/csv")));
        Assert.False(reader.HasBody(Message.Create("/a", ""u8, "text/csv")));
        Assert.False(reader.HasBody(Message.Create("/a", " "u8, "application/json")));
    }

    [Fact]
    public void A_type_may_be_unknown_to_JSON()
    {
        BodyReader<Stream> reader = _converters.ReaderFor<Stream>();

        Assert.Same(Stream.Null, reader.ReadAs(Message.Create("/a", "1"u8, "text/csv")));
        Assert.Equal(
            "The body is declared as application/json; what is sent here has to be of a type that the application has a converter for.",
            Assert.Throws<MessageBodyException>(() => reader.ReadAs(Message.Create("/a", "1"u8, "application/json"))).Details);
        Assert.Contains("content-type", Assert.Throws<MessageBodyException>(() => reader.ReadAs(Message.Create("/a", "1"u8))).Details, StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_throws_comes_out_as_it_is()
    {
        BodyReader<Point> reader = _converters.ReaderFor<Point>();

        Assert.Throws<FormatException>(() => reader.ReadAs(Message.Create("/a", "one"u8, "text/csv")));
    }

    [Fact]
    public void A_converter_writes_its_types_and_those_it_is_asked_to()
    {
        KeyValuePair<string, string>[] csv = [KeyValuePair.Create("content-type", "text/csv")];
        KeyValuePair<string, string>[] json = [KeyValuePair.Create("content-type", "application/json")];

        Assert.Equal(("1,2", "text/csv;header=absent"), Written(_converters.Encode("/topic/a", new Point(1, 2))));
        Assert.Equal(("1,2", "text/csv"), Written(_converters.Encode<object>("/topic/a", new Point(1, 2), csv)));
        Assert.Equal(("""{"x":1,"y":2}""", "application/json"), Written(_converters.Encode("/topic/a", new Point(1, 2), json)));
        Assert.Equal(("[1]", "application/json"), Written(_converters.Encode("/topic/a", new List<int> { 1 })));
        Assert.Equal(("text", "text/plain;charset=UTF-8"), Written(_converters.Encode("/topic/a", "text")));
    }

    [Fact]
    public void The_host_is_told_of_converters_and_of_JSON()
    {
        var services = new ServiceCollection();
        services.AddOptions<StompBrokerOptions>().Configure(options => options.Handlers.MaxJsonDepth = 7);
        new StompBrokerBuilder(services).AddConverter<CsvConverter>().ConfigureJson(json => json.PropertyNamingPolicy = null);
        ConverterServices.Add(services);
        using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        var converters = provider.GetRequiredService<MessageConverters>();

        Assert.Equal(("1,2", "text/csv;header=absent"), Written(converters.Encode("/topic/a", new Point(1, 2))));
        Assert.Equal("""{"Size":1}""", Written(converters.Encode("/topic/a", new { Size = 1 })).Body);
        Assert.Equal(7, converters.Json.MaxDepth);
        Assert.NotNull(provider.GetRequiredService<Wava.Broker.Handlers.HandlerCompiler>());
    }

    private static (string Body, string? Type) Written(Message message) => (Encoding.UTF8.GetString(message.Body.Span), message.ContentType);

    public sealed record Point(int X, int Y);

    public sealed class CsvConverter : IMessageConverter
    {
        public List<string?> AskedToRead { get; } = [];

        public bool CanRead(Type type, string? contentType)
        {
            AskedToRead.Add(contentType);
            return contentType == "text/csv" && (type == typeof(Point) || type == typeof(Stream));
        }

        public object? Read(ReadOnlySpan<byte> body, Type type, string? contentType)
        {
            if (type == typeof(Stream)) return Stream.Null;
            string[] cells = Encoding.UTF8.GetString(body).Split(',');
            return new Point(int.Parse(cells[0], System.Globalization.CultureInfo.InvariantCulture), int.Parse(cells[1], System.Globalization.CultureInfo.InvariantCulture));
        }

        public string? CanWrite(Type type, string? contentType) => type == typeof(Point) && contentType is null or "text/csv" ? "text/csv;header=absent" : null;

        public void Write(IBufferWriter<byte> output, object payload)
        {
            var point = (Point)payload;
            output.Write(Encoding.UTF8.GetBytes($"{point.X},{point.Y}"));
        }
    }
}
