namespace Wava.Broker.FunctionalTests.Docs;

/// <summary>The C# of the documentation stands in the files beside this one, where it is compiled, and run by the tests there.</summary>
public sealed class PageTests
{
    public static TheoryData<string> Pages => ["README.md", "docs/getting-started.md", "docs/handlers.md", "docs/testing.md", "docs/from-spring.md", "docs/from-signalr.md", "tests/Wava.Testing/README.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_block_of_code_of_a_page_is_compiled(string page)
    {
        var blocks = CodeBlock.In(page, File.ReadAllText(Path.Combine(Root(), page))).ToArray();
        var sources = Sources();

        string[] wrong = [.. blocks.Select(block => block.Difference(sources)).OfType<string>()];

        Assert.NotEmpty(blocks);
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("var a = 1;\nvar b = 3;", "page.md(4): 'var b = 3;' is not in the sources; in A.cs stands 'var b = 2;' there.")]
    [InlineData("var c = 1;", "page.md(3): 'var c = 1;' is not in the sources.")]
    [InlineData("var b = 2;\nvar c = 3;", "page.md(4): 'var c = 3;' is not in the sources; in A.cs stands 'the end of the file' there.")]
    [InlineData("using System.Text;\nvar a = 1;", "page.md(3): 'using System.Text;' is not among the usings of A.cs.")]
    [InlineData("using Some;\nvar z = 0;", null)]
    [InlineData("using Some.Where;\nvar z = 0;", "page.md(3): 'using Some.Where;' is not among the usings of B.cs.")]
    [InlineData("using System.IO;\n\n    var a = 1;\n\n      var b = 2;", null)]
    [InlineData("var b = 2;", null)]
    [InlineData("Run();\n}\n}\nclass C;", "page.md(5): '}' is not in the sources; in C.cs stands 'class C;' there.")]
    [InlineData("Run();\nclass C;", null)]
    public void A_line_that_differs_is_named(string code, string? expected)
    {
        Dictionary<string, string[]> sources = new()
        {
            ["A.cs"] = ["using System.IO;", "var a = 1;", "", "  var b = 2;"],
            ["B.cs"] = ["namespace Some.Where;", "var z = 0;"],
            ["C.cs"] = ["Run();", "}", "class C;"],
        };

        var block = CodeBlock.In("page.md", $"Text\n```csharp\n{code}\n```\n```js\nlet x;\n```\n").Single();

        Assert.Equal(expected, block.Difference(sources));
    }

    private static Dictionary<string, string[]> Sources()
    {
        var folder = Path.Combine(Root(), "tests/Wava.Broker.FunctionalTests/Docs");
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllLines);
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Wava.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException("The tests do not run in a clone of the repository.");
        return directory.FullName;
    }
}
