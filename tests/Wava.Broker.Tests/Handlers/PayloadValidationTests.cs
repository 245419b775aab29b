using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Hosting;

namespace Wava.Broker.Tests.Handlers;

public sealed class PayloadValidationTests
{
    [Fact]
    public async Task What_obeys_the_rules_reaches_the_handler()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal("hi", await fixture.CallAsync((Line line) => line.Text, BindingFixture.Json("""{"text":"hi","to":"ann@example.com"}""")));
        Assert.Equal(0, fixture.Scopes);
    }

    [Fact]
    public async Task Broken_rules_are_told_by_the_names_that_the_sender_uses()
    {
        await using var fixture = new BindingFixture();

        var failure = await FailureAsync(fixture, (Line line) => line.Text, """{"text":"","to":"nobody"}""");

        Assert.Equal("Invalid message", failure.Message);
        Assert.Equal(["text", "to"], failure.Errors.Keys.Order());
        Assert.Equal(["The text field is required."], failure.Errors["text"]);
        Assert.Equal(["The address field is not a valid e-mail address."], failure.Errors["to"]);
        Assert.Equal("text: The text field is required. to: The address field is not a valid e-mail address.", failure.Details);
    }

    [Fact]
    public async Task Rules_of_a_records_constructor_hold_as_well()
    {
        await using var fixture = new BindingFixture();

        var failure = await FailureAsync(fixture, (Point point) => point.X, """{"x":11,"y":3}""");

        Assert.Equal(["x"], failure.Errors.Keys);
        Assert.Equal(["The field x must be between 0 and 10."], failure.Errors["x"]);
    }

    [Fact]
    public async Task Rules_hold_for_objects_within_objects_and_lists_and_dictionaries()
    {
        await using var fixture = new BindingFixture();

        var failure = await FailureAsync(
            fixture,
            (Page page) => page.Lines.Length,
            """{"first":{"text":""},"lines":[{"text":"a"},{"text":""},null],"byName":{"x":{"text":""}},"points":[[{"x":1,"y":99}]],"new-name":{"text":""}}""");

        Assert.Equal(["byName.x.text", "first.text", "lines[1].text", "new-name.text", "points[0][0].y"], failure.Errors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_list_can_be_the_body()
    {
        await using var fixture = new BindingFixture();

        var failure = await FailureAsync(fixture, (List<Line> lines) => lines.Count, """[{"text":"a"},{"text":""}]""");

        Assert.Equal(["[1].text"], failure.Errors.Keys);
    }

    [Fact]
    public async Task Names_follow_the_naming_policy_of_the_JSON_options()
    {
        await using var fixture = new BindingFixture(services =>
            new StompBrokerBuilder(services).ConfigureJson(json => json.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower));

        var failure = await FailureAsync(fixture, (Page page) => page.Lines.Length, """{"lines":[],"by_name":{"x":{"text":""}}}""");

        Assert.Equal(["by_name.x.text"], failure.Errors.Keys);
    }

    [Fact]
    public async Task An_object_is_asked_itself_once_its_parts_are_in_order()
    {
        await using var fixture = new BindingFixture(services => services.AddSingleton(new Limit(10)));

        Assert.Equal(
            ["from"], (await FailureAsync(fixture, (Span span) => span.From, """{"from":11,"until":10}""")).Errors.Keys);
        MessageValidationException order = await FailureAsync(fixture, (Span span) => span.From, """{"from":5,"until":3}""");
        Assert.Equal(["That is the wrong order."], order.Errors["until"]);
        Assert.Equal(["Nothing fits."], order.Errors[""]);
        Assert.Equal(5, await fixture.CallAsync((Span span) => span.From, BindingFixture.Json("""{"from":5,"until":6}""")));
    }

    [Fact]
    public async Task A_rule_may_ask_for_services_and_only_then_is_there_a_scope()
    {
        await using var fixture = new BindingFixture(services => services.AddSingleton(new Limit(10)));

        Assert.Equal(["The number is above the limit 10."], (await FailureAsync(fixture, (Limited limited) => limited.Number, """{"number":11}""")).Errors["number"]);
        Assert.Equal(1, fixture.Scopes);
    }

    [Fact]
    public async Task A_rule_for_the_whole_names_no_type()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal(["The message is never right."], (await FailureAsync(fixture, (Whole whole) => whole.A, """{"a":1}""")).Errors[""]);
    }

    [Fact]
    public async Task Derived_types_bring_rules_of_their_own()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal(["side"], (await FailureAsync(fixture, (Shape shape) => shape.Name, """{"$type":"square","name":"a","side":-1}""")).Errors.Keys);
        Assert.Equal(
            ["[0].side"], (await FailureAsync(fixture, (Shape[] shapes) => shapes.Length, """[{"$type":"square","name":"a","side":-1}]""")).Errors.Keys);
        Assert.Equal("a", await fixture.CallAsync((Shape shape) => shape.Name, BindingFixture.Json("""{"$type":"dot","name":"a"}""")));
    }

    [Fact]
    public async Task Types_may_refer_to_themselves()
    {
        await using var fixture = new BindingFixture();

        var failure = await FailureAsync(fixture, (Tree tree) => tree.Name, """{"name":"a","child":{"name":"b","child":{"name":"too long"}},"other":{"tree":{"name":"too long"}}}""");

        Assert.Equal(["child.child.name", "other.tree.name"], failure.Errors.Keys.Order());
    }

    [Fact]
    public async Task What_is_nested_too_deeply_to_be_checked_is_not_let_through()
    {
        await using var fixture = new BindingFixture(services => services.Configure<StompBrokerOptions>(options => options.Handlers.MaxJsonDepth = 100));
        string Nested(int depth) => string.Concat(Enumerable.Repeat("""{"name":"a","child":""", depth)) + "null" + new string('}', depth);

        var failure = await FailureAsync(fixture, (Tree tree) => tree.Name, Nested(33));

        Assert.Equal(["This is nested too deeply."], Assert.Single(failure.Errors).Value);
        Assert.Equal("a", await fixture.CallAsync((Tree tree) => tree.Name, BindingFixture.Json(Nested(32))));
    }

    [Fact]
    public async Task There_is_an_end_to_what_is_told()
    {
        await using var fixture = new BindingFixture();
        string lines = string.Join(',', Enumerable.Repeat("""{"text":""}""", 1000));

        var failure = await FailureAsync(fixture, (List<Line> all) => all.Count, $"[{lines}]");

        Assert.Equal(64, failure.Errors.Count);
        Assert.EndsWith("And 61 more.", failure.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_may_be_a_struct()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal(["x"], (await FailureAsync(fixture, (Spot spot) => spot.X, """{"x":11}""")).Errors.Keys);
        Assert.Equal(["x"], (await FailureAsync(fixture, (Spot? spot) => spot!.Value.X, """{"x":11}""")).Errors.Keys);
    }

    private static Task<MessageValidationException> FailureAsync(BindingFixture fixture, Delegate handler, string body) =>
        Assert.ThrowsAsync<MessageValidationException>(() => fixture.CallAsync(handler, BindingFixture.Json(body)));

    public sealed class Line
    {
        [Required, StringLength(20)]
        public string Text { get; set; } = "";

        [EmailAddress, Display(Name = "address")]
        public string? To { get; set; }
    }

    public sealed record Point([Range(0, 10)] int X, [Range(0, 10)] int Y);

    public readonly record struct Spot([property: Range(0, 10)] int X);

    public sealed class Page
    {
        public Line? First { get; set; }

        public Line?[] Lines { get; set; } = [];

        public Dictionary<string, Line> ByName { get; set; } = [];

        public IReadOnlyList<Point[]> Points { get; set; } = [];

        [JsonPropertyName("new-name")]
        public Line? Renamed { get; set; }
    }

    public sealed record Limit(int Value);

    public sealed class Span : IValidatableObject
    {
        [Range(0, 10)]
        public int From { get; set; }

        public int Until { get; set; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            yield return ValidationResult.Success!;
            if (From <= Until) yield break;
            yield return new ValidationResult("That is the wrong order.", [nameof(Until)]);
            yield return new ValidationResult("Nothing fits.");
        }
    }

    public sealed class LimitAttribute : ValidationAttribute
    {
        protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
        {
            var limit = validationContext.GetRequiredService<Limit>();
            return (int)value! <= limit.Value ? ValidationResult.Success : new ValidationResult($"The {validationContext.DisplayName} is above the limit {limit.Value}.");
        }
    }

    public sealed class Limited
    {
        [Limit]
        public int Number { get; set; }
    }

    public sealed class NeverAttribute() : ValidationAttribute("The {0} is never right.")
    {
        public override bool IsValid(object? value) => false;
    }

    [Never]
    public sealed class Whole
    {
        public int A { get; set; }
    }

    [JsonDerivedType(typeof(Square), "square"), JsonDerivedType(typeof(Dot), "dot")]
    public abstract class Shape
    {
        public string Name { get; set; } = "";
    }

    public sealed class Square : Shape
    {
        [Range(0, 10)]
        public int Side { get; set; }
    }

    public sealed class Dot : Shape;

    public sealed class Tree
    {
        [StringLength(3)]
        public string Name { get; set; } = "";

        public Tree? Child { get; set; }

        public Other? Other { get; set; }
    }

    public sealed class Other
    {
        public Tree? Tree { get; set; }
    }
}
