using Wava.Broker.Handlers;

namespace Wava.Broker.Tests.Handlers;

public sealed class VariableParameterTests
{
    [Fact]
    public async Task A_parameter_named_as_a_variable_takes_what_it_stands_for()
    {
        await using var fixture = new BindingFixture { Variables = { ["room"] = "lobby", ["page"] = "3" } };

        Assert.Equal("lobby 3", await fixture.CallAsync((string room, int page) => $"{room} {page}"));
    }

    [Fact]
    public async Task An_attribute_names_the_variable_where_the_parameter_does_not()
    {
        await using var fixture = new BindingFixture { Variables = { ["room"] = "lobby", ["page"] = "3" } };

        Assert.Equal("lobby3", await fixture.CallAsync(([DestinationVariable("room")] string name, [DestinationVariable] int page) => name + page));
    }

    [Fact]
    public async Task The_variables_that_are_taken_are_told()
    {
        await using var fixture = new BindingFixture { Variables = { ["room"] = "lobby", ["page"] = "3" } };

        Assert.Equal(["page", "room"], fixture.Compile((string room, int page) => $"{room} {page}").BoundVariables.Order());
    }

    [Fact]
    public async Task A_variable_of_the_wrong_form_is_the_senders_fault()
    {
        await using var fixture = new BindingFixture { Variables = { ["page"] = "three" } };

        var failure = await Assert.ThrowsAsync<BadMessageException>(() => fixture.CallAsync((int page) => page));

        Assert.Equal(("Malformed destination", "In the destination page has to be a whole number that is not too large."), (failure.Message, failure.Details));
    }

    [Fact]
    public async Task A_variable_of_some_mappings_only_is_for_those_who_can_do_without()
    {
        await using var fixture = new BindingFixture { OtherVariables = { "page" } };

        Assert.Null(await fixture.CallAsync((int? page) => page));
        Assert.Equal(1, await fixture.CallAsync((int page = 1) => page));
        Assert.Equal("none", await fixture.CallAsync(([DestinationVariable("page")] string? number) => number ?? "none"));
        Assert.Equal("Test: page asks for the variable {page}, which not all of its mappings have: let it be nullable.", Assert.Single(Told((int page) => page), IsAbout("page asks")));

        List<string> Told(Delegate handler)
        {
            Assert.Null(fixture.TryCompile(handler));
            return fixture.Problems;
        }

        static Predicate<string> IsAbout(string words) => each => each.Contains(words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_the_mapping_does_not_have_is_a_mistake()
    {
        await using var fixture = new BindingFixture();

        Assert.Equal("Test: name asks for the variable {rom}, which its mapping does not have.", fixture.ProblemOf(([DestinationVariable("rom")] string name) => name));
    }

    [Fact]
    public async Task It_is_told_which_variables_are_taken_so_that_a_misspelt_parameter_can_be_found()
    {
        await using var fixture = new BindingFixture { Variables = { ["room"] = "lobby" } };

        Assert.Equal(["room"], fixture.Compile((string room) => room).BoundVariables);
        Assert.Equal(["room"], fixture.Compile(([DestinationVariable("room")] string name) => name).BoundVariables);
        Assert.Empty(fixture.Compile((string rooom) => rooom).BoundVariables);
        Assert.Empty(fixture.Compile((ChatLine room) => room).BoundVariables);
    }

    [Fact]
    public async Task A_variable_may_be_left_to_whoever_takes_the_context()
    {
        await using var fixture = new BindingFixture { Variables = { ["room"] = "lobby" } };

        Assert.Equal("lobby", await fixture.CallAsync((MessageContext context) => context.Variable("room")));
    }

    [Fact]
    public async Task A_variable_comes_before_a_service_and_the_body()
    {
        await using var fixture = new BindingFixture { Variables = { ["text"] = "variable" } };

        Assert.Equal("variable body", await fixture.CallAsync((string text, [Payload] string body) => $"{text} {body}", BindingFixture.Json("body", null)));
    }
}
