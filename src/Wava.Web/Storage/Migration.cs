using System.Globalization;

namespace Wava.Web.Storage;

/// <summary>One step of the schema: a script that is run once, whole or not at all.</summary>
/// <param name="Version">What the schema is afterwards: 1, 2, 3...</param>
/// <param name="Script">SQL that SQLite and PostgreSQL both understand.</param>
internal sealed record Migration(int Version, string Script)
{
    private const string Prefix = "Migrations/";

    /// <summary>The steps that this program knows, in order: the files <c>Migrations/0001-first.sql</c> and so on.</summary>
    public static IReadOnlyList<Migration> All()
    {
        var all = new List<Migration>();
        foreach (string name in typeof(Migration).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(typeof(Migration).Assembly.GetManifestResourceStream(name)!);
            all.Add(new Migration(int.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture), reader.ReadToEnd()));
        }

        return all;
    }
}
