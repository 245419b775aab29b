// How much chat a running Wava.Web bears: rooms full of members who all write and all read, each message stored before it is receipted.
//
//   dotnet run -c Release --project src/Wava.Web -p:BuildClient=false -- --urls http://127.0.0.1:5000 --Storage:Folder <folder> \
//     --Chat:MaxMessages 1000000 --SignInLimits:GuestsPerMinute 1000000 --SignInLimits:RegistrationsPerHour 1000000
//   dotnet run -c Release --project bench/Wava.ChatLoad -- --url http://127.0.0.1:5000 --rooms 10 --members 50 --seconds 10 --window 2 --baseline <folder on the same disk>
//
// First --warm-up seconds (default: 15) that are not counted, in which the server is compiled; then as fast as receipts allow (each member has --window messages on the
// way); then at half the rate found, or at --rate, for the delay of receipts. The baseline is a bare SQLite loop that stores the same rows in groups of --group (default: 32), on the same disk, with nothing around it.
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Wava.ChatLoad;

Dictionary<string, string> given = args.Chunk(2).ToDictionary(pair => pair[0][2..], pair => pair[1]);
var url = new Uri(given.GetValueOrDefault("url", "http://127.0.0.1:5000"));
int rooms = Number("rooms", 10), members = Number("members", 50), seconds = Number("seconds", 10), window = Number("window", 2);

if (given.TryGetValue("baseline", out string? folder))
    Console.WriteLine($"bare SQLite, groups of {Number("group", 32)}: {Baseline.Measure(folder, Number("group", 32), TimeSpan.FromSeconds(5)):N0} rows/s");

using var http = new HttpClient { BaseAddress = url };
using HttpResponseMessage owner = await http.PostAsJsonAsync("/api/accounts", new { userName = $"load-{Guid.NewGuid():N}"[..20], password = Guid.NewGuid().ToString(), displayName = "Load" });
string token = (await ReadAsync(owner)).GetProperty("accessToken").GetString()!;
var people = new List<LoadMember>();
for (int room = 0; room < rooms; room++)
{
    using var create = new HttpRequestMessage(HttpMethod.Post, "/api/rooms") { Content = JsonContent.Create(new { title = $"Load {room}", access = "open" }) };
    create.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    using HttpResponseMessage created = await http.SendAsync(create);
    string id = (await ReadAsync(created)).GetProperty("id").GetString()!;
    for (int i = 0; i < members; i++)
    {
        using HttpResponseMessage guest = await http.PostAsJsonAsync("/api/session/guest", new { name = $"Guest {i}", room = id });
        string theirs = (await ReadAsync(guest)).GetProperty("accessToken").GetString()!;
        using var join = new HttpRequestMessage(HttpMethod.Post, $"/api/rooms/{id}/join") { Content = JsonContent.Create(new { }) };
        join.Headers.Authorization = new AuthenticationHeaderValue("Bearer", theirs);
        using HttpResponseMessage joined = await http.SendAsync(join);
        await ReadAsync(joined);
        people.Add(await LoadMember.ConnectAsync(url, theirs, id));
    }
}

Console.WriteLine($"{people.Count} members in {rooms} rooms");
if (Number("warm-up", 15) is > 0 and int warmUp) await RunAsync("warm-up", warmUp, (member, stop) => member.WriteAsync(window, stop));
double rate = await RunAsync("as fast as it goes", seconds, (member, stop) => member.WriteAsync(window, stop));
double slower = Number("rate", (int)(rate / 2));
await RunAsync(string.Create(CultureInfo.InvariantCulture, $"at {slower:N0} a second"), seconds, (member, stop) => member.WriteAsync(TimeSpan.FromSeconds(people.Count / slower), stop));
foreach (LoadMember each in people) each.Dispose();
return 0;

async Task<double> RunAsync(string name, int seconds, Func<LoadMember, CancellationToken, Task> write)
{
    foreach (LoadMember each in people) each.Reset();
    using var stop = new CancellationTokenSource();
    long begun = Stopwatch.GetTimestamp();
    Task[] writing = [.. people.Select(each => write(each, stop.Token))];
    await Task.Delay(TimeSpan.FromSeconds(seconds));
    await stop.CancelAsync();
    await Task.WhenAll(writing);
    double took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
    int receipts = people.Sum(each => each.Receipts);
    for (int i = 0; i < 100 && people.Sum(each => (long)each.Messages) < (long)receipts * members; i++) await Task.Delay(50);
    double[] delays = [.. people.SelectMany(each => each.Delays).Order()];
    long got = people.Sum(each => (long)each.Messages);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {receipts / took:N0} stored and receipted/s, {got / took:N0} deliveries/s, {(got == (long)receipts * members ? "none lost" : $"{((long)receipts * members) - got} MISSING")}; receipt after p50 {At(delays, 0.5):F1} ms, p99 {At(delays, 0.99):F1} ms, longest {delays[^1]:F1} ms"));
    return receipts / took;
}

static double At(double[] sorted, double part) => sorted[(int)((sorted.Length - 1) * part)];

int Number(string name, int otherwise) => given.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
{
    string text = await answer.Content.ReadAsStringAsync();
    return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {text}");
}
