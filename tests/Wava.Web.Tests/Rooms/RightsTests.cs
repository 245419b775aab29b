using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Handlers;
using Wava.Testing;
using Wava.Web.Tests.Signaling;

namespace Wava.Web.Tests.Rooms;

public sealed class RightsTests(RightsTests.Apps apps) : IClassFixture<RightsTests.Apps>
{
    public static TheoryData<StorageEngine, int, string> Cases(StorageEngine engine)
    {
        var cases = new TheoryData<StorageEngine, int, string>();
        for (int i = 0; i < RightsTable.Rows.Count; i++) cases.Add(engine, i, $"{RightsTable.Rows[i]}, {RightsTable.Rows[i].Note}");
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases), StorageEngine.SQLite)]
    public Task Everybody_may_do_what_the_table_says(StorageEngine engine, int number, string what) => CompareAsync(engine, number, what);

    [Theory, OnPostgres]
    public async Task Everybody_may_do_what_the_table_says_on_PostgreSQL_too(StorageEngine engine)
    {
        for (int i = 0; i < RightsTable.Rows.Count; i++) await CompareAsync(engine, i, RightsTable.Rows[i].ToString());
    }

    [Fact]
    public void The_page_about_security_shows_the_table()
    {
        string page = Pages.Read("docs/security.md");
        string table = RightsTable.ToMarkdown();
        Assert.True(page.Contains("## Rights in a room\n", StringComparison.Ordinal) && page.Contains(table, StringComparison.Ordinal), $"docs/security.md, 'Rights in a room', must show:\n{table}");
    }

    [Fact]
    public async Task Every_endpoint_is_in_the_table()
    {
        WavaApp app = await apps.GetAsync(StorageEngine.SQLite);
        IEnumerable<string> mapped = app.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(each => !IsOfClient(each))
            .SelectMany(each => Verbs(each).Select(verb => $"{verb} /{each.RoutePattern.RawText!.Trim('/').Replace("{documentName}", "v1", StringComparison.Ordinal)}"));

        Assert.Empty(mapped.Select(ApiPage.Shape).Except(RightsTable.Rows.Select(each => ApiPage.Shape(each.What))));

        // Its page and its files are for everybody.
        static bool IsOfClient(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
            || endpoint.RoutePattern.PathSegments is [{ Parts: [RoutePatternParameterPart { IsCatchAll: true }] }];

        static IEnumerable<string> Verbs(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText switch
        {
            // All that SockJS has below it is decided by the CONNECT that goes through it.
            { } path when path.Trim('/') is "ws" || path.Trim('/').StartsWith("ws/", StringComparison.Ordinal) => [],
            { } path when path.StartsWith("/signal", StringComparison.Ordinal) => ["WEBSOCKET"],
            { } path when path.StartsWith("/health", StringComparison.Ordinal) => ["GET"],
            _ => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods,
        };
    }

    [Fact]
    public void Every_destination_that_something_listens_to_is_in_the_table()
    {
        IEnumerable<string> handled = typeof(Program).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .SelectMany(method => (method.GetCustomAttribute<MessageMappingAttribute>()?.Destinations ?? []).Select(each => $"SEND /app{Prefix(type)}/{each.Trim('/')}")
                .Concat((method.GetCustomAttribute<SubscribeMappingAttribute>()?.Destinations ?? []).Select(each => $"SUBSCRIBE /app{Prefix(type)}/{each.Trim('/')}"))));

        string[] all = [.. handled];
        Assert.True(all.Length >= 12);
        Assert.Empty(all.Select(ApiPage.Shape).Except(RightsTable.Rows.Select(each => ApiPage.Shape(each.What))));

        static string Prefix(Type type) => type.GetCustomAttribute<MessageMappingAttribute>()?.Destinations.Single() ?? "";
    }

    [Fact]
    public void All_that_the_page_about_the_API_names_is_in_the_table()
    {
        ApiPage page = ApiPage.Read();

        Assert.True(page.Requests.Count >= 32 && page.Destinations.Count >= 16, $"{page.Requests.Count} requests, {page.Destinations.Count} destinations were found.");
        Assert.Empty(page.Requests.Concat(page.Destinations).Select(ApiPage.Shape).Except(RightsTable.Rows.Select(each => ApiPage.Shape(each.What))));
    }

    private async Task CompareAsync(StorageEngine engine, int number, string what)
    {
        RightsRow row = RightsTable.Rows[number];
        WavaApp app = await apps.GetAsync(engine);
        // Each has a room of its own to try it in.
        string[] found = await Task.WhenAll(Enum.GetValues<Who>().Select(async who => $"{who}: {await TryAsync(app, row, who)}"));
        string[] expected = [.. Enum.GetValues<Who>().Select(who => $"{who}: {row.Expect(who)}")];
        Assert.True(expected.SequenceEqual(found), $"{what}\nexpected {string.Join(", ", expected)}\nbut      {string.Join(", ", found)}");
    }

    private async Task<string> TryAsync(WavaApp app, RightsRow row, Who who)
    {
        await using RightsWorld world = await apps.MakeWorldAsync(app, row.IsOpen, who);
        await world.PrepareAsync(row, isMember: who < Who.Stranger);
        string place = world.Fill(row.Place);
        string body = row.Body is null ? "" : world.Fill(row.Body);
        if (row.IsStomp) return await TryByStompAsync(world, row, place, body);
        if (row.Verb == "WEBSOCKET") return await TryByWebSocketAsync(app, world.Actor, place);
        // No cookies: what was tried before must not matter.
        using HttpClient client = app.CreateClient(new WebApplicationFactoryClientOptions { HandleCookies = false });
        using var request = new HttpRequestMessage(new HttpMethod(row.Verb), place);
        if (body is not "") request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (world.Actor.Authorization is { } authorization) request.Headers.Add("Authorization", authorization);
        using HttpResponseMessage answer = await client.SendAsync(request);
        return answer.IsSuccessStatusCode ? "yes" : $"{(int)answer.StatusCode}";
    }

    private static async Task<string> TryByStompAsync(RightsWorld world, RightsRow row, string destination, string body)
    {
        StompTestClient client;
        try
        {
            client = await world.Actor.ConnectAsync();
        }
        catch (StompTestException)
        {
            return "refused";
        }

        await using (client)
        {
            if (row.Verb == "CONNECT") return "yes";
            if (row.IsInCall) await CallAsync(client, "SEND", $"/app/rooms/{world.Room}/join", """{"device":"by-the-table"}""");
            return await CallAsync(client, row.Verb, destination, body, [("Authorization", world.Actor.Authorization!)]);
        }
    }

    private static async Task<string> CallAsync(StompTestClient client, string command, string destination, string body, params (string, string)[] more)
    {
        try
        {
            (string, string)[] headers = command == "SEND" ? [("destination", destination), ("content-type", "application/json"), .. more] : [("destination", destination), ("id", "tried")];
            await client.CallAsync(command, headers, command == "SEND" ? body : "");
            return "yes";
        }
        catch (StompTestException)
        {
            TestErrorReport report = await client.ExpectErrorReportAsync();
            return report.Code switch { "no-such-room" => "404", "not-allowed" => "403", null => "refused", { } code => code };
        }
    }

    /// <summary>With a ticket, if one is given; else with a token that is none.</summary>
    private static async Task<string> TryByWebSocketAsync(WavaApp app, Visitor actor, string path)
    {
        Answer ticket = await actor.PostAsync("/api/tickets");
        string query = ticket.Status == 201 ? $"?ticket={ticket.Text("ticket")}" : "";
        await using var socket = new BareSocket(await app.Server.CreateWebSocketClient().ConnectAsync(new Uri(app.Server.BaseAddress, $"{path}{query}"), CancellationToken.None));
        if (query is "") await socket.SendAsync("sign-in", new { token = "none" });
        return await socket.ReadTextAsync() is { } text && text.Contains("\"welcome\"", StringComparison.Ordinal) ? "yes" : $"{await socket.ExpectClosedAsync()}";
    }

    /// <summary>An application for each engine, with people who stay the same from row to row.</summary>
    public sealed class Apps : IAsyncLifetime
    {
        private readonly Dictionary<StorageEngine, WavaApp> _apps = [];
        private readonly Dictionary<WavaApp, RightsWorld.Cast> _casts = [];

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            foreach (WavaApp app in _apps.Values) await app.DisposeAsync();
        }

        internal async Task<WavaApp> GetAsync(StorageEngine engine)
        {
            if (_apps.TryGetValue(engine, out WavaApp? app)) return app;
            app = await WavaApp.StartAsync(
                engine, ("Rooms:ProbesPerMinute", "1000000"), ("Rooms:RoomsPerUser", "100000"), ("SignInLimits:GuestsPerRoomAndMinute", "1000000"));
            _casts[app] = await RightsWorld.InviteAsync(app);
            return _apps[engine] = app;
        }

        internal Task<RightsWorld> MakeWorldAsync(WavaApp app, bool isOpen, Who who) => RightsWorld.MakeAsync(app, _casts[app], isOpen, who);
    }
}
