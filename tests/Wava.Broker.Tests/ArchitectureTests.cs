using Wava.Architecture;
using Wava.Broker.Frames;

namespace Wava.Broker.Tests;

/// <summary>Reads the built assembly and keeps the arrows between its folders one way.</summary>
public sealed class ArchitectureTests
{
    // Which folders a folder may use. Sessions, Channels and Events are one layer; Brokers may use what is below the transports.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Frames"] = [],
        ["Destinations"] = [],
        ["Messages"] = ["Frames"],
        ["Security"] = ["Destinations", "Diagnostics"],
        ["Diagnostics"] = ["Frames"],
        ["Sessions"] = ["Frames", "Messages", "Destinations", "Channels", "Events", "Security", "Diagnostics"],
        ["Channels"] = ["Frames", "Messages", "Destinations", "Sessions", "Events", "Security", "Diagnostics"],
        ["Events"] = ["Frames", "Messages", "Destinations", "Sessions", "Channels", "Security", "Diagnostics"],
        ["Brokers"] = ["Frames", "Messages", "Destinations", "Sessions", "Channels", "Events", "Diagnostics"],
        ["Users"] = ["Frames", "Messages", "Destinations", "Sessions", "Channels", "Events", "Diagnostics"],
        ["Handlers"] = ["Frames", "Messages", "Destinations", "Sessions", "Channels", "Events", "Security", "Diagnostics"],
        ["Transports"] = ["Frames", "Sessions", "Diagnostics"],
        ["Hosting"] = ["Frames", "Messages", "Destinations", "Sessions", "Channels", "Events", "Security", "Diagnostics", "Brokers", "Users", "Handlers", "Transports"],
    };

    [Fact]
    public void The_folders_use_one_another_in_one_direction_only()
    {
        string[] wrong =
        [
            .. Uses().Where(use => use.From != use.To && !Allowed.GetValueOrDefault(use.From, []).Contains(use.To))
                .Select(use => use.ToString()).Distinct().Order(),
        ];

        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_order()
    {
        Assert.Empty(Uses().Select(use => use.From).Distinct().Except(Allowed.Keys));
    }

    [Fact]
    public void The_reader_of_the_assembly_does_see_what_is_used()
    {
        // Without this, a reader that sees nothing would keep the other tests green for ever.
        (string From, string To)[] uses = [.. Uses().Select(use => (use.From, use.To)).Distinct()];

        Assert.Contains(("Transports", "Sessions"), uses);
        Assert.Contains(("Sessions", "Frames"), uses);
        Assert.Contains(("Hosting", "Brokers"), uses);
        Assert.Contains(("Messages", "Frames"), uses);
    }

    // Extension methods stand in the namespaces where users look for them; they belong to Hosting.
    private static IReadOnlyList<FolderUse> Uses() => FolderUses.Of(
        typeof(StompFrame).Assembly,
        "Wava.Broker",
        (space, type) => space.StartsWith("Microsoft.", StringComparison.Ordinal) && type.StartsWith("Stomp", StringComparison.Ordinal) ? "Hosting" : null);
}
