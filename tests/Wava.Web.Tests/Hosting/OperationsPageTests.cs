using System.Collections;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Wava.Web.Accounts;
using Wava.Web.Chat;
using Wava.Web.Hosting;
using Wava.Web.Media;
using Wava.Web.Rooms;
using Wava.Web.Signaling;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Hosting;

/// <summary>docs/web-operations.md says what there is, no more and no less.</summary>
public sealed class OperationsPageTests
{
    private static readonly (string Section, object Defaults)[] Options =
    [
        ("Storage", new StorageOptions()), ("Accounts", new AccountOptions()), ("Tokens", new TokenOptions()), ("SignInLimits", new SignInLimitOptions()), ("Rooms", new RoomOptions()),
        ("Chat", new ChatOptions()), ("Signaling", new SignalingOptions()), ("Ice", new IceOptions()), ("Web", new WebOptions()),
    ];

    private static readonly string[] Lines = Pages.Read("docs/web-operations.md").Split('\n');

    [Fact]
    public void The_page_lists_every_key_with_its_default()
    {
        string[] there = [.. Options.SelectMany(section => section.Defaults.GetType().GetProperties()
            .Where(each => each.SetMethod is not null || each.PropertyType.IsGenericType)
            .Select(each => $"| `{section.Section}:{each.Name}` | {Written(each.GetValue(section.Defaults))}"))];
        string[] said = [.. Lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains(':') && char.IsAsciiLetterUpper(line[3]))
            .Select(line => string.Join(" | ", line.Split(" | ")[..2]))];

        Assert.True(there.Length > 60);
        Assert.Equal(there, said);
    }

    [Fact]
    public void No_options_are_left_out()
    {
        // What is in a list is described with the list.
        IEnumerable<Type> all = typeof(Program).Assembly.GetTypes().Where(each => each.Name.EndsWith("Options", StringComparison.Ordinal) && each != typeof(TokenKeyOptions));

        Assert.Equal(Options.Select(each => each.Defaults.GetType().Name).Order(), all.Select(each => each.Name).Order());
    }

    [Fact]
    public async Task The_page_lists_every_metric()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        var published = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => Note(instrument) };
        listener.Start();
        // Some are made when they are first needed.
        foreach (Type each in typeof(Program).Assembly.GetTypes().Where(each => each.Name.EndsWith("Metrics", StringComparison.Ordinal))) Assert.NotNull(app.Services.GetService(each));

        lock (published) Assert.Equal(Table("wava.").Order(StringComparer.Ordinal), published);

        void Note(Instrument instrument)
        {
            if (instrument.Meter.Name != "Wava.Web") return;
            lock (published) published.Add(instrument.Name);
        }
    }

    [Fact]
    public void The_page_lists_every_event_of_the_log()
    {
        IEnumerable<int> there = typeof(EventIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(each => (int)each.GetRawConstantValue()!);
        IEnumerable<int> said = Lines.Where(line => line.Length > 2 && line[0] == '|' && char.IsAsciiDigit(line[2])).Select(line => int.Parse(line[2..5], CultureInfo.InvariantCulture));

        Assert.Equal(there.Order(), said);
    }

    [Fact]
    public async Task No_key_of_the_page_is_one_that_nothing_reads()
    {
        // Whoever takes the page's word for it gets an application that starts, and does as told.
        await using WavaApp app = await WavaApp.StartAsync(
            StorageEngine.SQLite, ("Chat:MaxMessages", "3"), ("Signaling:AwayTime", "00:00:20"), ("Ice:Servers:0", "stun:turn.example.com:3478"), ("Tokens:IdleLifetime", "40.00:00:00"));
        Assert.Equal(3, Bound<ChatOptions>(app).MaxMessages);
        Assert.Equal(TimeSpan.FromSeconds(20), Bound<SignalingOptions>(app).AwayTime);
        Assert.Equal("stun:turn.example.com:3478", Assert.Single(Bound<IceOptions>(app).Servers));
        Assert.Equal(TimeSpan.FromDays(40), Bound<TokenOptions>(app).IdleLifetime);
    }

    private static T Bound<T>(WavaApp app)
        where T : class => app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<T>>().Value;

    /// <summary>What the page's tables have in their first column that begins like this.</summary>
    private static IEnumerable<string> Table(string beginning) =>
        Lines.Where(line => line.StartsWith($"| `{beginning}", StringComparison.Ordinal)).Select(line => line[3..line.IndexOf('`', 3)]);

    private static string Written(object? value) => value switch
    {
        null => "none",
        bool each => each ? "`true`" : "`false`",
        int or long => ((IFormattable)value).ToString("N0", CultureInfo.InvariantCulture),
        Enum each => $"`{each.ToString().ToLowerInvariant()}`",
        string each => $"`{each}`",
        ICollection { Count: 0 } or IEnumerable => "empty",
        TimeSpan { TotalDays: >= 1 } each => string.Create(CultureInfo.InvariantCulture, $"{each.TotalDays} days"),
        TimeSpan { TotalMinutes: >= 1 } each => string.Create(CultureInfo.InvariantCulture, $"{each.TotalMinutes} min"),
        TimeSpan each => string.Create(CultureInfo.InvariantCulture, $"{each.TotalSeconds} s"),
        _ => throw new InvalidOperationException($"How {value.GetType()} is written on the page is not said."),
    };
}
