using Wava.Architecture;

namespace Wava.Web.Tests;

/// <summary>Reads the built assembly and keeps the arrows between its folders one way.</summary>
public sealed class ArchitectureTests
{
    // Which folders a folder may use. Chat, calls and media know the rooms they are in, and not each other.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Problems"] = [],
        ["Limits"] = [],
        ["Storage"] = ["Problems"],
        ["Accounts"] = ["Problems", "Limits", "Storage"],
        ["Rooms"] = ["Problems", "Limits", "Storage", "Accounts"],
        ["Chat"] = ["Problems", "Limits", "Storage", "Accounts", "Rooms"],
        ["Signaling"] = ["Problems", "Limits", "Storage", "Accounts", "Rooms"],
        ["Media"] = ["Problems", "Limits", "Storage", "Accounts", "Rooms"],
        ["Hosting"] = ["Problems", "Limits", "Storage", "Accounts", "Rooms", "Chat", "Signaling", "Media"],
    };

    [Fact]
    public void The_folders_use_one_another_in_one_direction_only()
    {
        string[] wrong =
        [
            .. Uses().Where(use => use.From != use.To && !Allowed.GetValueOrDefault(use.From, []).Contains(use.To)).Select(use => use.ToString()).Distinct().Order(),
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

        Assert.Contains(("Chat", "Rooms"), uses);
        Assert.Contains(("Accounts", "Storage"), uses);
    }

    private static IReadOnlyList<FolderUse> Uses() => FolderUses.Of(typeof(Program).Assembly, "Wava.Web");
}
