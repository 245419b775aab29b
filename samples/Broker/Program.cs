// A STOMP broker in one file. Start it, and connect any STOMP client to ws://127.0.0.1:5080/ws or to port 61613:
//
//   dotnet run --project samples/Broker -- --urls http://127.0.0.1:5080 --tcp 61613
//
// Options, here or in the environment (Broker__tcp=61613) or in appsettings.json ("Broker": { "tcp": 61613 }); those with a + may be repeated:
//   --tcp PORT         STOMP over TCP as well, on the addresses of --urls; over TLS when there is a certificate
//   --certificate FILE --certificate-key FILE        (PEM)
//   --path PATH        + WebSocket endpoints besides /ws       --origin URL        + pages of other sites that may connect (*: all)
//   --user NAME:PASS   + who may connect (default: anybody)    --heart-beat MS,MS  sent every, wanted every (default 10000,10000; 0: never)
//   --topic PREFIX     + where topics live                     --queue PREFIX      + where queues live
//   --history PATTERN  + destinations whose last messages are kept for late subscribers: /topic/news/** or /topic/news/**=100
//   --Stomp:Limits:MaxBodySize 65536                           any other option of StompBrokerOptions
//   --sockjs           SockJS at the WebSocket endpoints as well; a plain GET there is then greeted and no longer refused
//   --sockjs-services  that, and the services that suites for SockJS want: /echo, /disabled_websocket_echo, /cookie_needed_echo, /close
//   --SockJs:HeartBeat 00:00:10                                any option of SockJsOptions, for all SockJS endpoints
//
// Two handlers: {"name":"Ann"} sent to /app/hello greets everybody on /topic/greetings; what is sent to /app/echo comes back on /user/queue/echo.
using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;
using Wava.Broker.Transports.SockJs;

string[] once = ["--tcp", "--certificate", "--certificate-key", "--heart-beat"];
string[] often = ["--path", "--origin", "--user", "--topic", "--queue", "--history"];
WebApplicationBuilder builder = WebApplication.CreateBuilder(
    [.. args.Where(each => each is not ("--sockjs" or "--sockjs-services")).Select((each, i) => once.Contains(each) ? $"--Broker:{each[2..]}" : often.Contains(each) ? $"--Broker:{each[2..]}:{i}" : each)]);
IConfiguration config = builder.Configuration.GetSection("Broker");
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None); // Saves a log scope for each request,
builder.Services.Configure<LoggerFilterOptions>(options => options.CaptureScopes = false); // and this one for each connection: nobody prints them here.
builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error); // It warns that it is told its endpoints in code.

builder.Services.AddStompBroker(options =>
{
    builder.Configuration.GetSection("Stomp").Bind(options);
    foreach (string origin in Given("origin")) options.AllowedOrigins.Add(origin);
    foreach (string[] user in Given("user").Select(each => each.Split(':', 2))) options.Users[user[0]] = user.ElementAtOrDefault(1) ?? "";
    Replace(options.Memory.TopicPrefixes, Given("topic", "/topic", "/temp-topic"));
    Replace(options.Memory.QueuePrefixes, Given("queue", "/queue", "/temp-queue"));
    foreach (string[] rule in Given("history").Select(each => each.Split('=', 2)))
        options.Memory.History.Add(new() { Pattern = rule[0], MaxCount = rule.Length > 1 ? int.Parse(rule[1]) : 300 });
    if (config["heart-beat"]?.Split(',') is not [var sent, var wanted]) return;
    options.HeartBeat.Outgoing = TimeSpan.FromMilliseconds(int.Parse(sent));
    options.HeartBeat.Incoming = TimeSpan.FromMilliseconds(int.Parse(wanted));
});

BindingAddress[] urls = [.. (builder.Configuration["urls"] ?? "http://127.0.0.1:5080").Split(';').Select(BindingAddress.Parse)];
X509Certificate2? certificate = config["certificate"] is { } file ? X509Certificate2.CreateFromPemFile(file, config["certificate-key"]) : null;
builder.WebHost.ConfigureKestrel(kestrel =>
{
    foreach (BindingAddress url in urls)
        kestrel.Listen(Address(url), url.Port, listen => { if (url.Scheme == "https") listen.UseHttps(certificate!); });
    if (config.GetValue<int?>("tcp") is not { } port) return;
    foreach (IPAddress address in urls.Select(Address).Distinct())
        kestrel.Listen(address, port, listen => (certificate is null ? listen : listen.UseHttps(certificate)).UseStomp());
});

WebApplication app = builder.Build();
foreach (string path in Given("path").Prepend("/ws").Distinct())
{
    var endpoint = app.MapStomp(path);
    if (args.Contains("--sockjs") || args.Contains("--sockjs-services")) endpoint.WithSockJs(SockJs);
}

if (Serves("/topic/greetings")) app.MapMessage("/hello", (Hello hello) => new { content = $"Hello, {WebUtility.HtmlEncode(hello.Name)}!" }).SendTo("/topic/greetings");
if (Serves("/queue/echo")) app.MapMessage("/echo", (Message message) => OutgoingMessage.Reply(message)).SendToUser(broadcast: false, "/queue/echo");
if (args.Contains("--sockjs-services"))
{
    app.MapSockJs("/echo", Echo, SockJs);
    app.MapSockJs("/disabled_websocket_echo", Echo, options => { SockJs(options); options.WebSocketEnabled = false; });
    app.MapSockJs("/cookie_needed_echo", Echo, options => { SockJs(options); options.SetJSessionId = true; });
    app.MapSockJs("/close", session => { session.Close(3000, "Go away!"); return Task.CompletedTask; }, SockJs);
}

app.Run();

bool Serves(string destination) =>
    Given("topic", "/topic", "/temp-topic").Concat(Given("queue", "/queue", "/temp-queue")).Any(prefix => destination.StartsWith($"{prefix}/", StringComparison.Ordinal));

void SockJs(SockJsOptions options) => app.Configuration.GetSection("SockJs").Bind(options);

static async Task Echo(SockJsSession session)
{
    await foreach (string message in session.ReadAllAsync()) await session.SendAsync(message);
}

IEnumerable<string> Given(string option, params string[] otherwise) =>
    config.GetSection(option) switch
    {
        { Value: { } one } => one.Split(',', StringSplitOptions.RemoveEmptyEntries),
        { } several when several.GetChildren().Any() => several.GetChildren().Select(each => each.Value!),
        _ => otherwise,
    };

static void Replace(IList<string> list, IEnumerable<string> by)
{
    list.Clear();
    foreach (string each in by) list.Add(each);
}

static IPAddress Address(BindingAddress url) =>
    url.Host == "localhost" ? IPAddress.Loopback
    : IPAddress.TryParse(url.Host, out IPAddress? address) ? address
    : IPAddress.IPv6Any;

internal sealed record Hello([Required, StringLength(100)] string Name);
