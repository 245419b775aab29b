using Wava.Testing;
using Wava.Web.Tests.Rooms;

namespace Wava.Web.Tests.Crash;

public sealed class SyncTests
{
    [FactWithStrace]
    public async Task The_disk_has_a_message_before_its_author_has_the_receipt()
    {
        Assert.Null(Strace.Missing);
        string folder = Directory.CreateTempSubdirectory("wava-sync-").FullName;
        try
        {
            string log = Path.Combine(folder, "calls");
            string data = Path.Combine(folder, "data");
            string[] marks = [.. Enumerable.Range(0, 5).Select(i => $"mark-{i}-{Guid.NewGuid():N}")];
            await using (AppProcess app = await AppProcess.StartAsync(data, null, Strace.Command(log)))
            {
                var ann = new CrashWriter("ann", new Random(1));
                await ann.RegisterAsync(app.Address);
                string room = (await ann.AskAsync(app.Address, HttpMethod.Post, "/api/rooms", new { title = "Tea" })).Text("id");
                await using StompTestClient client = await ann.ConnectAsync(app.Address);
                foreach (string mark in marks) await client.SendConfirmedAsync($"/app/rooms/{room}/messages", new { clientId = mark, text = $"text-{mark}" }, ("receipt", $"receipt-{mark}"));
            }

            List<Strace.Call> calls = Strace.Read(log);
            foreach (string mark in marks)
            {
                Strace.Call written = Single(calls, each => each.Text.StartsWith("pwrite64(", StringComparison.Ordinal) && each.Text.Contains("wava.db-wal>", StringComparison.Ordinal) && each.Text.Contains($"text-{mark}", StringComparison.Ordinal));
                Strace.Call receipted = Single(calls, each => each.Text.StartsWith("send", StringComparison.Ordinal) && each.Text.Contains($"receipt-id:receipt-{mark}", StringComparison.Ordinal));
                Assert.True(
                    calls.Exists(each => IsSync(each) && each.Begin > written.End && each.End < receipted.Begin),
                    $"{mark} is written on line {written.Begin} and receipted on line {receipted.Begin}, and not synced in between.");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static bool IsSync(Strace.Call call) =>
            (call.Text.StartsWith("fdatasync(", StringComparison.Ordinal) || call.Text.StartsWith("fsync(", StringComparison.Ordinal))
            && call.Text.Contains("wava.db-wal>", StringComparison.Ordinal) && call.Text.EndsWith("= 0", StringComparison.Ordinal);

        static Strace.Call Single(List<Strace.Call> calls, Predicate<Strace.Call> isIt) =>
            calls.Find(isIt) ?? throw new InvalidOperationException($"Not among {calls.Count} calls.");
    }
}
