using System.Globalization;
using Wava.Broker.Frames;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;

namespace Wava.Broker.Tests.Handlers;

public sealed class HeaderParameterTests
{
    public enum Priority
    {
        Low,
        High,
    }

    [Fact]
    public async Task A_header_is_taken_by_the_parameters_name_or_by_its_own()
    {
        await using var fixture = new BindingFixture();
        Message message = Message.Create("/app/x", default, null, [KeyValuePair.Create("colour", "red"), KeyValuePair.Create("x-shade", "dark: very")]);

        Assert.Equal("red dark: very", await fixture.CallAsync(([Header] string colour, [Header("x-shade")] string shade) => $"{colour} {shade}", message));
    }

    [Fact]
    public async Task Numbers_are_read_as_no_culture_in_particular_writes_them()
    {
        await using var fixture = new BindingFixture();

        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

        Assert.Equal(-7, await fixture.CallAsync(([Header] int n) => n, BindingFixture.With("n", "-7")));
        Assert.Equal(2.5, await fixture.CallAsync(([Header] double n) => n, BindingFixture.With("n", "2.5")));
        CultureInfo.CurrentCulture = culture;
    }

    [Fact]
    public async Task Whatever_can_be_parsed_can_be_a_header()
    {
        await using var fixture = new BindingFixture();
        var id = Guid.NewGuid();

        Assert.Equal(true, await fixture.CallAsync(([Header] bool v) => v, BindingFixture.With("v", "true")));
        Assert.Equal(id, await fixture.CallAsync(([Header] Guid v) => v, BindingFixture.With("v", id.ToString())));
        Assert.Equal(Priority.High, await fixture.CallAsync(([Header] Priority v) => v, BindingFixture.With("v", "high")));
        Assert.Equal(new DateOnly(2026, 3, 1), await fixture.CallAsync(([Header] DateOnly v) => v, BindingFixture.With("v", "2026-03-01")));
        Assert.Equal(5L, await fixture.CallAsync(([Header] long? v) => v, BindingFixture.With("v", "5")));
        Assert.Equal(Priority.Low, await fixture.CallAsync(([Header] Priority? v) => v, BindingFixture.With("v", "Low")));
    }

    [Fact]
    public async Task A_missing_header_is_the_senders_fault_unless_the_parameter_can_do_without()
    {
        await using var fixture = new BindingFixture();

        var missing = await Assert.ThrowsAsync<BadMessageException>(() => fixture.CallAsync(([Header] string colour) => colour));
        Assert.Equal(("Missing header", "The message needs the header colour."), (missing.Message, missing.Details));
        await Assert.ThrowsAsync<BadMessageException>(() => fixture.CallAsync(([Header] int n) => n));
        Assert.Null(await fixture.CallAsync(([Header] string? colour) => colour));
        Assert.Null(await fixture.CallAsync(([Header] int? n) => n));
        Assert.Equal("red", await fixture.CallAsync(([Header] string colour = "red") => colour));
        Assert.Equal(9, await fixture.CallAsync(([Header] int? n = 9) => n));
        Assert.Equal(Priority.High, await fixture.CallAsync(([Header] Priority priority = Priority.High) => priority));
        Assert.Equal(Guid.Empty, await fixture.CallAsync(([Header] Guid id = default) => id));
    }

    [Fact]
    public async Task An_empty_header_is_there()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal("", await fixture.CallAsync(([Header] string? colour) => colour, BindingFixture.With("colour", "")));
    }

    [Theory]
    [InlineData("many", "The header n has to be a whole number that is not too large.")]
    [InlineData("99999999999", "The header n has to be a whole number that is not too large.")]
    [InlineData("", "The header n has to be a whole number that is not too large.")]
    public async Task A_malformed_number_is_the_senders_fault_even_where_the_header_may_be_missing(string text, string details)
    {
        await using var fixture = new BindingFixture();

        var failure = await Assert.ThrowsAsync<BadMessageException>(() => fixture.CallAsync(([Header] int? n) => n, BindingFixture.With("n", text)));

        Assert.Equal(("Malformed header", details), (failure.Message, failure.Details));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("7")]
    [InlineData("-1")]
    [InlineData("urgent")]
    [InlineData("")]
    public async Task An_enum_is_given_by_name_only(string text)
    {
        await using var fixture = new BindingFixture();

        var failure = await Assert.ThrowsAsync<BadMessageException>(() => fixture.CallAsync(([Header] Priority priority) => priority, BindingFixture.With("priority", text)));

        Assert.Equal("The header priority has to be one of Low, High.", failure.Details);
    }

    [Fact]
    public async Task The_words_for_a_sender_name_no_types()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal("true or false", await ExpectedAsync(([Header] bool v) => v));
        Assert.Equal("a UUID", await ExpectedAsync(([Header] Guid v) => v));
        Assert.Equal("a number", await ExpectedAsync(([Header] decimal v) => v));
        Assert.Equal("a date and time", await ExpectedAsync(([Header] DateTimeOffset v) => v));
        Assert.Equal("of the form that is expected", await ExpectedAsync(([Header] Colour v) => v));

        async Task<string> ExpectedAsync(Delegate handler)
        {
            var failure = await Assert.ThrowsAsync<BadMessageException>(() => fixture.CallAsync(handler, BindingFixture.With("v", "?")));
            return failure.Details["The header v has to be ".Length..^1];
        }
    }

    [Fact]
    public async Task All_headers_come_as_a_dictionary_the_first_of_repeated_ones_wins()
    {
        await using var fixture = new BindingFixture();
        Message message = Message.Create(
            "/app/x", default, "text/plain", [KeyValuePair.Create("k", "1"), KeyValuePair.Create("k", "2"), KeyValuePair.Create("a:b", "c\nd")]);

        foreach (object? answer in new[]
        {
            await fixture.CallAsync(([Headers] IReadOnlyDictionary<string, string> all) => all, message),
            await fixture.CallAsync(([Headers] IDictionary<string, string> all) => all, message),
            await fixture.CallAsync(([Headers] Dictionary<string, string> all) => all, message),
        })
        {
            var all = (IReadOnlyDictionary<string, string>)answer!;
            Assert.Equal("1", all["k"]);
            Assert.Equal("c\nd", all["a:b"]);
            Assert.Equal("/app/x", all["destination"]);
            Assert.Equal("text/plain", all["content-type"]);
        }
    }

    [Fact]
    public async Task What_cannot_hold_headers_is_refused_at_start()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal("Test: all takes all headers and has to be an IReadOnlyDictionary<string, string>.", fixture.ProblemOf(([Headers] Dictionary<string, int> all) => all));
        Assert.Equal(
            "Test: line is of type ChatLine, which cannot be read from text: it is no string, no enum and no IParsable.",
            fixture.ProblemOf(([Header] ChatLine line) => line));
    }

    [Fact]
    public async Task A_subscribe_handler_takes_headers_as_well()
    {
        await using var fixture = new BindingFixture { Kind = HandlerKind.Subscription };

        Assert.Equal(3, await fixture.CallAsync(([Header] int last) => last, BindingFixture.With("last", "3")));
    }

    [Fact]
    public void The_headers_of_a_clients_message_can_be_gone_through()
    {
        using var reader = new FrameReader(new FrameLimits()) { Version = StompVersion.V12 };
        ReadOnlyMemory<byte> octets = "SEND\ndestination:/app/x\nk:1\nk:2\na\\cb:c\\nd\n\nbody\0"u8.ToArray();
        reader.Read(ref octets);
        Message message = Message.FromSend(reader.Frame);
        List<string> headers = [];

        foreach (var header in message.Headers) headers.Add(System.Text.Encoding.UTF8.GetString(header.Name) + "=" + System.Text.Encoding.UTF8.GetString(header.Value));

        Assert.Equal(["destination=/app/x", "k=1", "k=2", "a:b=c\nd", "content-length=4"], headers);
    }

    private sealed record Colour : IParsable<Colour>
    {
        public static Colour Parse(string s, IFormatProvider? provider) => throw new FormatException();

        public static bool TryParse(string? s, IFormatProvider? provider, out Colour result)
        {
            result = new Colour();
            return false;
        }
    }
}
